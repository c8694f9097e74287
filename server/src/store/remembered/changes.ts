/** Tags that are kept; some 5 MB. Half of them are forgotten together. */
const MOST = 50_000;

/**
 * The latest changes, numbered in their order, by what they were about. The oldest are forgotten when there are many; then anything
 * that was read before them may be outdated.
 */
export class RecentChanges {
  readonly #most: number;
  #number = 0;
  #recent = new Map<string, number>();
  #earlier = new Map<string, number>();
  /** The last change before those of `recent`, and before those of `earlier`. */
  #beforeRecent = 0;
  #beforeEarlier = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** The number of the last change. Take it before reading something that may be remembered. */
  get number(): number {
    return this.#number;
  }

  note(tags: Iterable<string>): void {
    if (this.#recent.size >= this.#most / 2) {
      this.#earlier = this.#recent;
      this.#beforeEarlier = this.#beforeRecent;
      this.#recent = new Map();
      this.#beforeRecent = this.#number;
    }
    this.#number++;
    for (const tag of tags) this.#recent.set(tag, this.#number);
  }

  /** Returns whether something with these tags, whose reading began at `number`, may be outdated. */
  since(number: number, tags: readonly string[]): boolean {
    if (number === this.#number) return false;
    if (number < this.#beforeEarlier) return true;
    return tags.some((tag) => (this.#recent.get(tag) ?? this.#earlier.get(tag) ?? 0) > number);
  }
}
