import { networkAround } from '../../src/lib/network.ts';
import { type Activity, ANOMALY_KINDS, type AnomalyFacts, type AnomalyKind } from '../../src/model/index.ts';
import type { Habits } from '../../src/rules/anomaly/habits.ts';
import { judge, type Watch } from '../../src/rules/anomaly/judge.ts';
import { EXCUSED } from '../../src/rules/anomaly/refusals.ts';
import { countTide, type TideTable, tideWithout } from '../../src/rules/anomaly/tide.ts';
import { NOBODY } from '../../src/store/anomalies/noted.ts';
import type { Planted } from './planted.ts';
import { type Seen, type SeenHour, type Traffic, type TrafficOptions, trafficOf } from './traffic.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SETTINGS = { quietDays: 7, kinds: new Set(ANOMALY_KINDS) };

export interface Told {
  kind: AnomalyKind;
  /** The connections whose calls showed it. */
  connections: Set<string>;
  at: number;
  since: number;
  manner: string;
  facts: AnomalyFacts;
}

export interface Measured {
  planted: number;
  found: number;
  missed: Planted[];
  false: Told[];
  /** Each connection for as many weeks as it was judged. */
  connectionWeeks: number;
}

/**
 * Lets the detector see a month of traffic as the store counts it, and compares what it tells with what was planted. Tokens
 * that are never refreshed, such as personal access tokens, are what `refreshes: false` shows it.
 */
export function measure(
  { seed, connections, plant }: TrafficOptions,
  { refreshes }: { refreshes: boolean } = { refreshes: true },
): Measured {
  const traffic = trafficOf({ seed, connections, plant });
  const told = detect(traffic, refreshes);
  const isOf = ({ connection, from, until }: Planted, { at, connections: whose }: Told, after: number) =>
    whose.has(connection.id) && at >= atHour(from) && at < atHour(until) + after;
  const found = new Set(
    traffic.planted.filter((each) => told.some((one) => one.kind === each.kind && isOf(each, one, DAY))),
  );
  return {
    planted: traffic.planted.length,
    found: found.size,
    missed: traffic.planted.filter((each) => !found.has(each)),
    false: told.filter((one) => !traffic.planted.some((each) => isOf(each, one, 2 * DAY))),
    connectionWeeks: traffic.connections.reduce(
      (sum, { since }) => sum + Math.max(0, 24 - Math.max(0, since) / 24) / 7,
      0,
    ),
  };
}

const atHour = (hour: number): number => Date.UTC(2026, 2, 2) + hour * HOUR;

function detect({ hours }: Traffic, refreshes: boolean): Told[] {
  const habits = new Map<string, Habits>();
  const told: Told[] = [];
  /** The last days of each platform. */
  const history = new Map<string, SeenHour[]>();
  let table: TideTable | null = null;
  for (const together of byHour(hours)) {
    const at = together[0]?.at ?? 0;
    const subjects = subjectsOf(together, refreshes);
    table = countTide(
      table,
      at,
      together.flatMap(({ connection, seen }) => rowsOf(connection.id, at, seen, refreshes)),
    );
    for (const [subject, { watch, rows, whose, manner }] of subjects) {
      const judged = judge(
        watch,
        habits.get(subject) ?? null,
        at,
        rows,
        tideWithout(table, at, rows),
        SETTINGS,
      );
      habits.set(subject, judged.habits);
      const recent = [...(history.get(subject) ?? []), ...whose].filter((each) => at - each.at < 5 * DAY);
      if (watch === 'networks') history.set(subject, recent);
      for (const { kind, facts, since } of judged.anomalies) {
        const isOfOne = (hour: SeenHour) =>
          hour.seen.some(({ address }) => networkOf(address) === facts.network);
        const connections =
          watch === 'networks' ? recent.filter((each) => each.at >= since && isOfOne(each)) : whose;
        told.push({
          kind,
          at,
          since,
          facts,
          manner,
          connections: new Set(connections.map(({ connection }) => connection.id)),
        });
      }
    }
  }
  return told;
}

interface Subject {
  watch: Watch;
  rows: Activity[];
  whose: SeenHour[];
  manner: string;
}

function subjectsOf(together: SeenHour[], refreshes: boolean): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  for (const hour of together) {
    const { id, platform, manner } = hour.connection;
    const rows = rowsOf(id, hour.at, hour.seen, refreshes);
    subjects.set(id, { watch: platform ? 'use' : 'all', rows, whose: [hour], manner });
    if (!platform) continue;
    const all: Subject = subjects.get(platform.id) ?? {
      watch: 'networks',
      rows: [],
      whose: [],
      manner: 'platforms',
    };
    all.rows.push(...rows);
    all.whose.push(hour);
    subjects.set(platform.id, all);
  }
  return subjects;
}

function* byHour(hours: Iterable<SeenHour>): Generator<SeenHour[]> {
  let together: SeenHour[] = [];
  for (const hour of hours) {
    if (together.length > 0 && together[0]?.at !== hour.at) {
      yield together;
      together = [];
    }
    together.push(hour);
  }
  if (together.length > 0) yield together;
}

/** Most connections call from the same few addresses again and again. */
const networks = new Map<string, string>();
function networkOf(address: string): string {
  const known = networks.get(address);
  if (known !== undefined) return known;
  const network = networkAround(address) ?? '';
  if (networks.size > 50_000) networks.clear();
  networks.set(address, network);
  return network;
}

function rowsOf(subject: string, hour: number, seen: Seen[], refreshes: boolean): Activity[] {
  return seen.map(({ address, allowed, refused, refreshed, repeated, first, last }) => ({
    ...NOBODY,
    subject,
    hour,
    network: networkOf(address),
    allowed,
    refused: Object.entries(refused).reduce((sum, [code, count]) => sum + (EXCUSED.has(code) ? 0 : count), 0),
    refreshed: refreshes ? refreshed : 0,
    repeated,
    firstAt: hour + first * MINUTE,
    lastAt: hour + last * MINUTE,
  }));
}
