const REMEMBERED = 1_000;

/** What has changed lately, for outcomes that were asked for before and arrive after it. */
export class RecentChanges {
  #changes: { through: number; tags: string[] }[] = [];
  /** Of what is up to here, nothing is known. */
  #floor = Number.NEGATIVE_INFINITY;

  anew(through: number): void {
    this.#changes = [];
    this.#floor = through;
  }

  add(through: number, tags: string[]): void {
    this.#changes.push({ through, tags });
    if (this.#changes.length > REMEMBERED) this.#floor = this.#changes.shift()?.through ?? this.#floor;
  }

  /** Whether one of `tags` has, or may have, changed after this place in Latchkey's log. */
  since(at: number, tags: readonly string[]): boolean {
    if (at < this.#floor) return true;
    return this.#changes.some(
      (change) => change.through > at && change.tags.some((tag) => tags.includes(tag)),
    );
  }
}
