import { type Egress, egress, fixed, household, mobile, type Place } from './addresses.ts';
import { HOURS } from './calendar.ts';
import type { Random } from './random.ts';

/**
 * `platform`: one of many customers of a platform, whose servers call. `server`: an integration that runs all the time.
 * `daytime`: one that follows the customer's working day. `nightly`: a batch job. `office`: a script or an application at
 * somebody's desk. `roaming`: on a laptop.
 */
export type Manner = 'platform' | 'server' | 'daytime' | 'nightly' | 'office' | 'roaming';

export interface Platform {
  id: string;
  place: Place;
  /** Whether its calls leave by several addresses at once. */
  rotates: boolean;
}

export interface Connection {
  id: string;
  manner: Manner;
  platform: Platform | null;
  /** Hours by which its day is ahead of UTC. */
  zone: number;
  /** Calls in a usual hour at the beginning of the month. */
  volume: number;
  /** The factor by which they grow in the month. */
  growth: number;
  monthEnd: number;
  /** The hour at which it was connected; 0 and less: before the month. */
  since: number;
  /** The first and last hour of its day; of a batch job, of its run. */
  day: { from: number; until: number };
  /** Refused calls in each allowed one, of a fault that it always had. */
  faulty: number;
  /** Whether a monthly job runs at another hour. */
  monthly: boolean;
  places: { home: Place; office: Place; mobile: Place };
  /** Share of days at home. */
  atHome: number;
  draws: Random;
}

const MANNERS: [Manner, number][] = [
  ['platform', 0.45],
  ['server', 0.1],
  ['daytime', 0.08],
  ['nightly', 0.14],
  ['office', 0.14],
  ['roaming', 0.09],
];

export function populationOf(random: Random, amount: number): Connection[] {
  const platforms = Array.from({ length: Math.max(2, Math.ceil(amount / 50)) }, (_, number) =>
    platformOf(random, number),
  );
  return Array.from({ length: amount }, (_, number) => connectionOf(random, number, platforms));
}

function platformOf(random: Random, number: number): Platform {
  const rotates = random.chance(0.4);
  const cloud: Egress = egress(random);
  const [first, second] = [fixed(random), fixed(random)];
  const draws = random.fork();
  // One in ten clouds adds a range in the month, one in twenty platforms moves.
  let growsAfter = random.chance(0.1) ? random.whole(1, 400_000) : Number.POSITIVE_INFINITY;
  return {
    id: `platform_${number}`,
    rotates,
    place: () => {
      if (rotates && growsAfter-- === 0) cloud.grow();
      return rotates ? cloud.place() : draws.pick([first, second])();
    },
  };
}

function connectionOf(random: Random, number: number, platforms: Platform[]): Connection {
  const manner = mannerOf(random);
  const platform = manner === 'platform' ? random.pick(platforms) : null;
  const cloud = random.chance(0.3) ? egress(random).place : fixed(random);
  const begins = random.whole(6, 10);
  const run = random.whole(0, 23);
  return {
    id: `connection_${number}`,
    manner,
    platform,
    zone: random.pick([-8, -6, -5, -5, 0, 0, 1, 1, 1, 1, 2, 2, 3, 5, 8, 9]),
    volume: random.logarithmic(2, manner === 'nightly' ? 3_000 : 400),
    growth: random.chance(0.5) ? 1 + random.next() * 0.5 : 1,
    monthEnd: random.chance(0.3) ? 1 + random.next() * 2 : 1,
    since: random.chance(0.2) ? random.whole(1, HOURS - 1) : 0,
    day:
      manner === 'nightly'
        ? { from: run, until: run + random.whole(0, 2) }
        : { from: begins, until: begins + 9 },
    faulty: random.chance(0.03) ? random.next() * 0.3 : 0,
    monthly: manner === 'nightly' && random.chance(0.01),
    places:
      manner === 'office' || manner === 'roaming'
        ? { home: household(random), office: fixed(random), mobile: mobile(random) }
        : { home: cloud, office: cloud, mobile: cloud },
    atHome: random.chance(0.5) ? 0.4 : 0,
    draws: random.fork(),
  };
}

function mannerOf(random: Random): Manner {
  let left = random.next();
  for (const [manner, share] of MANNERS) {
    left -= share;
    if (left < 0) return manner;
  }
  return 'server';
}
