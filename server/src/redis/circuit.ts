const FAILURES = 3;
/** Milliseconds until one command tries whether the server answers again. */
const PAUSE = 500;

/**
 * Whether a server is asked at all. After three commands in a row without an answer nothing is asked for half a second; then one
 * command tries, while the others go on without the server at once.
 */
export class Circuit {
  #failures = 0;
  #rests = 0;
  #trying = false;
  #failingSince = 0;

  /** Takes the turn of the one that tries, if it is due: its outcome has to be told. */
  mayAsk(): boolean {
    if (!this.isOpen()) return true;
    if (this.#trying || performance.now() < this.#rests) return false;
    this.#trying = true;
    return true;
  }

  isOpen(): boolean {
    return this.#failures >= FAILURES;
  }

  answered(): void {
    this.#failures = 0;
    this.#trying = false;
  }

  failed(): void {
    if (this.#failures === 0) this.#failingSince = performance.now();
    this.#failures += 1;
    this.#trying = false;
    this.#rests = performance.now() + PAUSE;
  }

  /** Milliseconds for which nothing was answered, or 0. */
  failingFor(): number {
    return this.#failures === 0 ? 0 : performance.now() - this.#failingSince;
  }
}
