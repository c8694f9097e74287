const REMEMBERED = 1_000;

/** Recent changes, for outcomes that were requested before a change and arrive after it. */
export class RecentChanges {
  #changes: { through: number; tags: string[] }[] = [];
  /** Changes up to this position are not known. */
  #floor = Number.NEGATIVE_INFINITY;

  anew(through: number): void {
    this.#changes = [];
    this.#floor = through;
  }

  add(through: number, tags: string[]): void {
    this.#changes.push({ through, tags });
    if (this.#changes.length > REMEMBERED) this.#floor = this.#changes.shift()?.through ?? this.#floor;
  }

  /** Returns whether one of `tags` has, or may have, changed after this position in Latchkey's log. */
  since(at: number, tags: readonly string[]): boolean {
    if (at < this.#floor) return true;
    return this.#changes.some(
      (change) => change.through > at && change.tags.some((tag) => tags.includes(tag)),
    );
  }
}
