import type { Random } from './random.ts';

/** A place on the internet from which calls come; gives the address of a call. */
export type Place = () => string;

const PUBLIC_FIRST = [
  3, 13, 18, 31, 34, 46, 52, 62, 77, 80, 84, 87, 91, 93, 103, 109, 151, 178, 185, 188, 212,
];

const block = (random: Random): string => `${random.pick(PUBLIC_FIRST)}.${random.whole(0, 255)}`;
const hex = (random: Random, most: number): string => random.whole(0, most).toString(16);

/** A server or an office: one IPv4 address. */
export function fixed(random: Random): Place {
  const address = `${block(random)}.${random.whole(0, 255)}.${random.whole(1, 254)}`;
  return () => address;
}

/** A household: an IPv4 address, or a /64 in which each device takes another address every day (RFC 8981). */
export function household(random: Random): Place {
  if (random.chance(0.6)) return fixed(random);
  const prefix = `2a0${hex(random, 15)}:${hex(random, 65_535)}:${hex(random, 65_535)}:${hex(random, 65_535)}`;
  const draws = random.fork();
  return () =>
    `${prefix}:${hex(draws, 65_535)}:${hex(draws, 65_535)}:${hex(draws, 65_535)}:${hex(draws, 65_535)}`;
}

/** A mobile network: many networks in a few blocks, another one at each connection. */
export function mobile(random: Random): Place {
  const blocks = Array.from({ length: random.whole(1, 4) }, () => block(random));
  const draws = random.fork();
  return () => `${draws.pick(blocks)}.${draws.whole(0, 255)}.${draws.whole(1, 254)}`;
}

/** The addresses at which a cloud's calls leave it; they rotate. `grow` adds a block to them. */
export interface Egress {
  place: Place;
  grow(): void;
}

export function egress(random: Random): Egress {
  const blocks = Array.from({ length: random.whole(2, 5) }, () => block(random));
  const networks = Array.from(
    { length: random.whole(4, 16) },
    () => `${random.pick(blocks)}.${random.whole(0, 255)}`,
  );
  const draws = random.fork();
  return {
    place: () => `${draws.pick(networks)}.${draws.whole(1, 254)}`,
    grow: () => networks.push(`${block(draws)}.${draws.whole(0, 255)}`),
  };
}
