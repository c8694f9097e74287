const FAILURES = 3;
/** Milliseconds between two looks whether the server answers again. */
const PAUSE = 500;

export interface Asking {
  /** Asks the server for something as a command would; rejects without an answer. */
  probe(): Promise<unknown>;
  /** Called when the server answers again. */
  closed(): void;
}

/**
 * Whether a server is asked at all. After three commands in a row without an answer nobody asks but a probe, every half second until it is
 * answered, so no call waits for that, and none is done twice: by the server later, and by the caller without it.
 */
export class Circuit {
  readonly #asking: Asking;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #openedAt = 0;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  isOpen(): boolean {
    return this.#failures >= FAILURES;
  }

  /** Milliseconds for which it has been open, or 0. */
  openFor(): number {
    return this.isOpen() ? performance.now() - this.#openedAt : 0;
  }

  answered(): void {
    this.#failures = 0;
    this.stop();
  }

  failed(): void {
    this.#failures += 1;
    if (this.#failures !== FAILURES) return;
    this.#openedAt = performance.now();
    this.#later();
  }

  /** Ends the probes. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #later(): void {
    const timer = setTimeout(() => this.#look(), PAUSE).unref();
    this.#timer = timer;
  }

  async #look(): Promise<void> {
    const timer = this.#timer;
    const answered = await this.#asking.probe().then(
      () => true,
      () => false,
    );
    // Stopped meanwhile.
    if (timer !== this.#timer) return;
    if (!answered) return this.#later();
    this.answered();
    this.#asking.closed();
  }
}
