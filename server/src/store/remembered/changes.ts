/** Milliseconds for which something remembered may answer after its reading began. Bounds what a lost notice costs. */
export const LIFE = 5_000;

/**
 * The latest changes, numbered in their order, by what they were about. They are forgotten when nothing can be left that
 * was read before them.
 */
export class RecentChanges {
  #number = 0;
  #recent = new Map<string, number>();
  #earlier = new Map<string, number>();
  /** When `recent` began. */
  #turned = 0;

  /** The number of the last change. Take it before reading something that may be remembered. */
  get number(): number {
    return this.#number;
  }

  /** @param now milliseconds of the steady clock */
  note(tags: Iterable<string>, now: number): void {
    if (now - this.#turned >= LIFE) {
      this.#earlier = this.#recent;
      this.#recent = new Map();
      this.#turned = now;
    }
    this.#number++;
    for (const tag of tags) this.#recent.set(tag, this.#number);
  }

  /** Returns whether something with these tags, whose reading began at `number`, may be outdated. */
  since(number: number, tags: readonly string[]): boolean {
    if (number === this.#number) return false;
    return tags.some((tag) => (this.#recent.get(tag) ?? this.#earlier.get(tag) ?? 0) > number);
  }
}
