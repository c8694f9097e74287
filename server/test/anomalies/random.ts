/** Draws that depend on the seed alone, so that a month of traffic can be made again. */
export interface Random {
  /** From 0 to 1, without 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  whole(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Spread evenly over the orders of magnitude. */
  logarithmic(least: number, most: number): number;
  /** How many calls come where `mean` are expected. */
  around(mean: number): number;
  /** Another source of draws, which does not shift this one. */
  fork(): Random;
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
    logarithmic: (least, most) => least * (most / least) ** next(),
    around(mean) {
      if (mean <= 0) return 0;
      // The sum of draws is nearly normal; traffic varies more than independent calls would.
      const normal = next() + next() + next() + next() + next() + next() - 3;
      return Math.max(0, Math.round(mean + normal * Math.sqrt(mean) * 1.4 + normal * mean * 0.25));
    },
    fork: () => randomFrom(whole(0, 2 ** 32 - 1)),
  };
}
