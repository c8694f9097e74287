/** Samples that count: the clocks of two machines drift apart. */
const SAMPLES = 20;

/**
 * The time by a clock that all nodes ask, so that one can say how old another's message is, however wrong their own clocks are.
 * All times are in milliseconds; `sent` and `received` are of the steady clock.
 */
export class SharedTime {
  readonly #samples: { ahead: number; trip: number }[] = [];

  /** Takes note of an answer of that clock. It was read between `sent` and `received`, so half the trip is the most it can be off. */
  sample(theirs: number, sent: number, received: number): void {
    this.#samples.push({ ahead: theirs - (sent + received) / 2, trip: received - sent });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** Returns the time by that clock, or `null` before the first sample. */
  at(steady: number): number | null {
    const [first, ...others] = this.#samples;
    if (!first) return null;
    return steady + others.reduce((best, each) => (each.trip < best.trip ? each : best), first).ahead;
  }

  /** Returns how long ago something was, or `null` if that is not known. */
  since(theirs: number | null, steady: number): number | null {
    const now = this.at(steady);
    return now === null || theirs === null ? null : Math.max(0, now - theirs);
  }
}
