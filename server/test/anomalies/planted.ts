import type { AnomalyKind } from '../../src/model/index.ts';
import { fixed, type Place } from './addresses.ts';
import { HOURS, localHour } from './calendar.ts';
import type { Connection } from './connections.ts';
import type { Random } from './random.ts';

/** Traffic that is added to a connection's own traffic in an hour. */
export interface Extra {
  calls: number;
  refused: Record<string, number>;
  repeated: number;
  /** `null`: from where its own calls come. */
  place: Place | null;
}

export interface Planted {
  kind: AnomalyKind;
  connection: Connection;
  /** The first hour, and the one after the last. */
  from: number;
  until: number;
  extra: (hour: number, usual: number) => Extra;
}

/** The first days of a connection are for learning; nothing is planted in them. */
const LEARNING = 8 * 24;
const NOTHING = { calls: 0, refused: {}, repeated: 0, place: null };
const PROBED = ['insufficient_scope', 'insufficient_role', 'resource_not_selected', 'not_found'];

/** Plants one anomaly of a kind, at a random time; `null` for a connection that cannot have one. */
export function plant(random: Random, kind: AnomalyKind, connection: Connection): Planted | null {
  const earliest = Math.max(0, connection.since) + LEARNING;
  if (earliest > HOURS - 24) return null;
  const at = random.whole(earliest, HOURS - 12);
  return PLANTS[kind](random, connection, at);
}

type Plant = (random: Random, connection: Connection, at: number) => Planted | null;

const PLANTS: Record<AnomalyKind, Plant> = {
  // A stolen token is used at a hoster, beside its owner.
  new_network: (random, connection, from) => {
    const place = fixed(random);
    const calls = random.logarithmic(5, 200);
    const extra = () => ({ ...NOTHING, calls: Math.max(3, random.around(calls)), place });
    return { kind: 'new_network', connection, from, until: from + random.whole(1, 8), extra };
  },
  // Data is taken away, or a loop runs wild.
  burst: (random, connection, from) => {
    const peak = peakOf(connection, from);
    const calls = Math.max(200, peak * random.logarithmic(8, 50));
    const extra = () => ({ ...NOTHING, calls: Math.round(calls * (0.8 + random.next() * 0.4)) });
    return { kind: 'burst', connection, from, until: from + random.whole(1, 3), extra };
  },
  // Somebody tries what the token opens, or a new version of the client does what it may not.
  refusals: (random, connection, from) => {
    const amount = random.logarithmic(30, 400);
    const codes = random.chance(0.5) ? PROBED : [random.pick(PROBED)];
    const place = random.chance(0.4) ? fixed(random) : null;
    const extra = () => {
      const refused: Record<string, number> = {};
      for (let left = Math.max(25, random.around(amount)); left > 0; left--) {
        const code = random.pick(codes);
        refused[code] = (refused[code] ?? 0) + 1;
      }
      return { ...NOTHING, refused, place };
    };
    return { kind: 'refusals', connection, from, until: from + random.whole(1, 3), extra };
  },
  // From its own network: by somebody inside, or through a computer that was taken over.
  unusual_hour: (random, connection, at) => {
    const hours = hoursNeverMade(connection);
    const [hour] = hours.length === 0 ? [] : [random.pick(hours)];
    if (hour === undefined) return null;
    const from = at - (at % 24) + hour;
    const calls = random.logarithmic(10, 150);
    const extra = () => ({ ...NOTHING, calls: Math.max(8, random.around(calls)) });
    const until = from + (hours.includes((hour + 1) % 24) ? random.whole(1, 2) : 1);
    return { kind: 'unusual_hour', connection, from, until, extra };
  },
  // A thief has a copy of the refresh token and follows along.
  repeated_refresh: (random, connection, from) => {
    const place = fixed(random);
    const calls = random.chance(0.5) ? random.whole(1, 50) : 0;
    const extra = () => ({ ...NOTHING, calls, repeated: random.whole(1, 3), place });
    return { kind: 'repeated_refresh', connection, from, until: from + random.whole(1, 3), extra };
  },
};

/** The calls of a full hour, at the volume that it has grown to. */
function peakOf({ volume, growth, monthEnd }: Connection, hour: number): number {
  const grown = volume * growth ** (hour / HOURS);
  return Math.floor(hour / 24) >= 28 ? grown * monthEnd : grown;
}

/** Hours of the day, in UTC, that a connection makes on no day; none for one that runs day and night. */
function hoursNeverMade({ manner, day, zone }: Connection): number[] {
  const all = Array.from({ length: 24 }, (_, hour) => hour);
  if (manner === 'platform' || manner === 'server') return [];
  const ahead = manner === 'nightly' ? 0 : zone;
  // An hour before its day begins and after a late evening belongs to its habits.
  const around = { daytime: [3, 3], nightly: [2, 6], office: [3, 5], roaming: [3, 4] } as const;
  const [before, after] = around[manner];
  const until = manner === 'roaming' ? Math.min(22, day.until + 4) : day.until;
  return all.filter((hour) => {
    const at = localHour(hour, ahead);
    return [at - 24, at, at + 24].every((each) => each < day.from - before || each > until + after);
  });
}
