import type { AnomalyKind } from '../../src/model/index.ts';
import { activityOf } from './activity.ts';
import type { Place } from './addresses.ts';
import { type Calendar, calendarOf, HOURS, instantOf } from './calendar.ts';
import { type Connection, populationOf } from './connections.ts';
import { movesOf, type Whereabouts } from './moves.ts';
import { type Extra, type Planted, plant } from './planted.ts';
import { type Random, randomFrom } from './random.ts';

/** Requests from one address in an hour. */
export interface Seen {
  address: string;
  allowed: number;
  /** Refused calls by their code. */
  refused: Record<string, number>;
  refreshed: number;
  repeated: number;
  /** Minutes of the hour at which the first and last request came. */
  first: number;
  last: number;
}

export interface SeenHour {
  /** Counted from the beginning of the month. */
  hour: number;
  at: number;
  connection: Connection;
  seen: Seen[];
}

export interface Traffic {
  connections: Connection[];
  planted: Planted[];
  /** Hour after hour; to be read once. */
  hours: Iterable<SeenHour>;
}

export interface TrafficOptions {
  seed: number;
  connections: number;
  /** The kind that is planted into a fifth of the connections that can have it; `null` plants nothing. */
  plant: AnomalyKind | null;
}

/** A month of the calls that the connections of an API make, the same for the same seed. */
export function trafficOf({ seed, connections: amount, plant: kind }: TrafficOptions): Traffic {
  const random = randomFrom(seed);
  const calendar = calendarOf(random);
  const connections = populationOf(random, amount);
  const plants = randomFrom(seed + 1);
  const planted = connections.flatMap((connection) => {
    const one = kind !== null && plants.chance(0.2) ? plant(plants, kind, connection) : null;
    return one ? [one] : [];
  });
  return { connections, planted, hours: hoursOf(connections, planted, calendar) };
}

function* hoursOf(connections: Connection[], planted: Planted[], calendar: Calendar): Generator<SeenHour> {
  const followed = connections.map((connection) => ({
    connection,
    calls: activityOf(connection, calendar),
    moves: movesOf(connection),
    plant: planted.find((each) => each.connection === connection),
  }));
  for (let hour = 0; hour < HOURS; hour++) {
    for (const { connection, calls, moves, plant: one } of followed) {
      const usual = calls(hour);
      const whereabouts = moves(hour);
      const seen = usual > 0 ? usualHour(connection, usual, whereabouts) : [];
      if (one && hour >= one.from && hour < one.until) {
        seen.push(plantedHour(connection.draws, one.extra(hour, usual), whereabouts));
      }
      if (seen.length > 0) yield { hour, at: instantOf(hour), connection, seen };
    }
  }
}

function usualHour(connection: Connection, calls: number, { places, atOnce }: Whereabouts): Seen[] {
  const { draws, faulty } = connection;
  const cut = draws.whole(10, 50);
  const seen = places.map((place, number): Seen => {
    const share = Math.round(calls / places.length) || 1;
    const [from, until] = atOnce || places.length === 1 ? [0, 59] : number === 0 ? [0, cut] : [cut + 1, 59];
    const [one, other] = [draws.whole(from, until), draws.whole(from, until)];
    const many = share > 8;
    const refused: Record<string, number> = {};
    const add = (code: string, amount: number) => {
      if (amount > 0) refused[code] = (refused[code] ?? 0) + amount;
    };
    add('insufficient_scope', Math.round(share * faulty));
    if (draws.chance(0.15)) add('token_expired', draws.whole(1, 3));
    if (draws.chance(0.01))
      add(draws.pick(['not_found', 'insufficient_role', 'insufficient_scope']), draws.whole(1, 8));
    if (draws.chance(0.004)) add('rate_limited', draws.whole(1, 200));
    return {
      address: place(),
      allowed: share,
      refused,
      refreshed: draws.chance(1 / places.length) ? 1 : 0,
      // An answer was lost; on the way from one place to another more often than elsewhere.
      repeated: draws.chance(atOnce || number === 0 ? 0.001 : 0.01) ? 1 : 0,
      first: many ? from + draws.whole(0, 2) : Math.min(one, other),
      last: many ? until - draws.whole(0, 2) : Math.max(one, other),
    };
  });
  return seen;
}

function plantedHour(draws: Random, extra: Extra, { places }: Whereabouts): Seen {
  const place: Place = extra.place ?? draws.pick(places);
  const [one, other] = [draws.whole(0, 59), draws.whole(0, 59)];
  const { calls: allowed, refused, repeated } = extra;
  const first = Math.min(one, other);
  const last = allowed > 8 ? Math.min(59, Math.max(one, other, first + 10)) : Math.max(one, other);
  return { address: place(), allowed, refused, refreshed: 0, repeated, first, last };
}
