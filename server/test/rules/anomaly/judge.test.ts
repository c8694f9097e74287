import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Activity, ANOMALY_KINDS, type Anomaly, type AnomalyKind } from '../../../src/model/index.ts';
import { blockOf } from '../../../src/rules/anomaly/block.ts';
import {
  type Habits,
  MOST_BLOCKS,
  MOST_DAYS,
  MOST_FRESH,
  MOST_TOLD,
} from '../../../src/rules/anomaly/habits.ts';
import { judge, type Watch } from '../../../src/rules/anomaly/judge.ts';
import { countTide, tideWithout } from '../../../src/rules/anomaly/tide.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday. */
const BEGUN = Date.UTC(2026, 2, 2);
const OWN = '192.0.2.0/24';
const ELSEWHERE = '198.51.100.0/24';
const ALL = { quietDays: 7, kinds: new Set(ANOMALY_KINDS) };

function row(hour: number, over: Partial<Activity> = {}): Activity {
  return {
    ...{
      subject: 'grant_a',
      tenantId: null,
      clientId: null,
      connectedAccountId: null,
      grantId: null,
      userId: null,
    },
    ...{ mode: null, hour, network: OWN, allowed: 40, refused: 0, refreshed: 1, repeated: 0 },
    ...{ firstAt: hour, lastAt: hour + HOUR - 1, ...over },
  };
}

/** Habits of somebody who is there from 8 to 17 o'clock on 14 days. */
function usual(watch: Watch = 'all'): Habits {
  let habits: Habits | null = null;
  for (let day = 0; day < 14; day++) {
    for (let hour = 8; hour < 18; hour++) {
      const at = BEGUN + day * DAY + hour * HOUR;
      habits = judge(watch, habits, at, [row(at)], 1, ALL).habits;
    }
  }
  assert.ok(habits);
  return habits;
}

const TODAY = BEGUN + 14 * DAY;
const at = (hour: number): number => TODAY + hour * HOUR;

/** Judges hours one after the other; returns all that was told. */
function told(hours: Activity[][], tide = 1, settings = ALL, watch: Watch = 'all'): Anomaly[] {
  let habits = usual(watch);
  return hours.flatMap((rows) => {
    const judged = judge(watch, habits, rows[0]?.hour ?? 0, rows, tide, settings);
    habits = judged.habits;
    return judged.anomalies;
  });
}

const thief = (hour: number, over: Partial<Activity> = {}) =>
  row(at(hour), { network: ELSEWHERE, allowed: 9, refreshed: 0, ...over });
/** The client itself, elsewhere: it refreshes its token. */
const away = (hour: number, over: Partial<Activity> = {}) => thief(hour, { refreshed: 1, ...over });
const TABLE: [title: string, hours: Activity[][], kinds: AnomalyKind[], tide?: number][] = [
  ['the same as ever', [[row(at(9))], [row(at(10))]], []],
  ['another network beside the owner, who goes on', [[row(at(9)), thief(9)], [row(at(10))]], ['new_network']],
  ['the same, of one call', [[row(at(9)), thief(9, { allowed: 1 })], [row(at(10))]], []],
  ['another provider, with both in use for an hour', [[row(at(9)), away(9)], [away(10)], [away(11)]], []],
  ['a way home, with both in use for an hour', [[row(at(9)), away(9)], [row(at(10))]], []],
  [
    'both in use for three hours, with tokens refreshed in both',
    [
      [row(at(9)), away(9)],
      [row(at(10)), away(10)],
      [row(at(11)), away(11)],
    ],
    ['new_network'],
  ],
  ['another network alone, without a refresh', [[thief(9)]], ['new_network']],
  ['the same for a few minutes', [[thief(9, { lastAt: at(9) + 600_000 })]], []],
  ['another network alone, with a refresh', [[away(9)], [row(at(10))]], []],
  ['another network in the night', [[thief(2, { allowed: 4 })]], ['new_network']],
  [
    'a network of the same block',
    [[row(at(9)), row(at(9), { network: '192.0.77.0/24' })], [row(at(10))]],
    [],
  ],
  ['ten times the calls', [[row(at(9), { allowed: 400 })]], ['burst']],
  ['ten times the calls, as everywhere', [[row(at(9), { allowed: 400 })]], [], 8],
  [
    'ten times the calls for a day',
    [[row(at(9), { allowed: 400 })], [row(at(10), { allowed: 400 })]],
    ['burst'],
  ],
  ['a run of refusals', [[row(at(9), { refused: 60 })]], ['refusals']],
  ['a few refusals', [[row(at(9), { refused: 12 })]], []],
  ['calls in the night', [[row(at(2))]], ['unusual_hour']],
  ['calls late in the evening', [[row(at(19))], [row(at(20))]], []],
  ['a lost answer', [[row(at(9), { repeated: 1 })]], []],
  [
    'a used refresh token from elsewhere',
    [[row(at(9)), thief(9, { allowed: 0, repeated: 1 })]],
    ['repeated_refresh'],
  ],
  ['a lost answer on the way', [[row(at(9)), away(9, { repeated: 1 })], [away(10)]], []],
];

for (const [title, hours, kinds, tide] of TABLE) {
  test(`judging an hour: ${title}`, () => {
    assert.deepEqual(
      told(hours, tide)
        .map(({ kind }) => kind)
        .toSorted(),
      kinds.toSorted(),
    );
  });
}

test('a token that is never refreshed tells no thief by that', () => {
  const never = (hour: number, over: Partial<Activity> = {}) => row(hour, { ...over, refreshed: 0 });
  let habits: Habits | null = null;
  for (let hour = 0; hour < 15 * 24; hour++) {
    const time = BEGUN + hour * HOUR;
    if (hour % 24 >= 8 && hour % 24 < 18) habits = judge('all', habits, time, [never(time)], 1, ALL).habits;
  }
  const next = BEGUN + 15 * DAY + 9 * HOUR;
  assert.deepEqual(judge('all', habits, next, [never(next, { network: ELSEWHERE })], 1, ALL).anomalies, []);
});

test('a job may run once more at the turn of a month, with about as many calls', () => {
  const nightly = (at: number, allowed = 40) => [row(at, { allowed })];
  const [FIRST, TWO, MORNING] = [BEGUN, 2 * HOUR, 13 * HOUR];
  const habitsUntil = (days: number): Habits | null => {
    let habits: Habits | null = null;
    for (let day = 0; day < days; day++)
      habits = judge('all', habits, FIRST + day * DAY + TWO, nightly(FIRST + day * DAY + TWO), 1, ALL).habits;
    return habits;
  };
  const toldAt = (day: number, allowed: number) => {
    const time = FIRST + day * DAY + MORNING;
    return judge('all', habitsUntil(day + 1), time, nightly(time, allowed), 1, ALL).anomalies.map(
      ({ kind }) => kind,
    );
  };
  // 30, 31 March and 1, 2 April.
  assert.deepEqual(
    [28, 29, 30, 31].map((day) => toldAt(day, 40)),
    [['unusual_hour'], [], [], ['unusual_hour']],
  );
  assert.deepEqual([toldAt(29, 12), toldAt(29, 100)], [['unusual_hour'], ['unusual_hour']]);
});

test('each kind can be switched off, and a customer’s use is judged apart from a platform’s servers', () => {
  for (const [title, hours, kinds, tide] of TABLE) {
    for (const kind of kinds) {
      const others = new Set(ANOMALY_KINDS.filter((each) => each !== kind));
      const found = told(hours, tide, { ...ALL, kinds: others }).map((each) => each.kind);
      assert.deepEqual(found.toSorted(), kinds.filter((each) => each !== kind).toSorted(), title);
    }
    const networks = ['new_network', 'repeated_refresh'];
    const ofServers = told(hours, tide, ALL, 'networks').every(({ kind }) => networks.includes(kind));
    const ofUse = told(hours, tide, ALL, 'use').every(({ kind }) => !networks.includes(kind));
    assert.ok(ofServers && ofUse, title);
  }
});

test('a block is the /16 around an IPv4 network and the /32 around an IPv6 network', () => {
  assert.equal(blockOf('192.0.2.0/24'), '192.0.0.0/16');
  assert.equal(blockOf('2001:0db8:0001::/48'), '2001:0db8::/32');
  for (const other of ['', 'further', '192.0.2.1']) assert.equal(blockOf(other), null);
});

test('the tide is how busy the others are, and never excuses a subject’s own calls', () => {
  const usualHour = [row(BEGUN, { allowed: 1_000 })];
  const before = countTide(null, BEGUN, usualHour);
  const next = BEGUN + DAY;
  const table = countTide(before, next, [row(next, { allowed: 5_000 })]);
  assert.equal(tideWithout(table, next, [row(next, { allowed: 0 })]), 5);
  assert.equal(tideWithout(table, next, [row(next, { allowed: 5_000 })]), 1);
  assert.equal(countTide(table, next, usualHour), table);
});

test('habits stay bounded whatever comes, and an hour that was judged changes nothing', () => {
  const network = fc
    .tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255))
    .map((parts) => `${parts.join('.')}.0/24`);
  const counts = { allowed: fc.nat(9_000), refused: fc.nat(900), refreshed: fc.nat(9), repeated: fc.nat(9) };
  const hour = fc.record({
    ahead: fc.integer({ min: 1, max: 60 }),
    rows: fc.array(fc.record({ network, ...counts }), { minLength: 1, maxLength: 25 }),
  });
  fc.assert(
    fc.property(
      fc.array(hour, { minLength: 1, maxLength: 60 }),
      fc.constantFrom<Watch[]>('all', 'use', 'networks'),
      (hours, watch) => {
        let now = BEGUN;
        let habits: Habits | null = null;
        for (const { ahead, rows } of hours) {
          now += ahead * HOUR;
          const used = rows.map((each) => row(now, each));
          const judged = judge(watch, habits, now, used, 1, ALL);
          habits = judged.habits;
          assert.deepEqual(judge(watch, habits, now, used, 1, ALL), { habits, anomalies: [] });
          assert.ok(now - habits.begun >= 7 * DAY || judged.anomalies.length === 0);
          assert.ok(habits.blocks.length <= MOST_BLOCKS && habits.fresh.length <= MOST_FRESH);
          assert.ok(
            habits.days.length <= MOST_DAYS && habits.told.length <= MOST_TOLD && habits.lately.length <= 12,
          );
        }
        assert.deepEqual(JSON.parse(JSON.stringify(habits)), habits);
      },
    ),
    { numRuns: 30 },
  );
});
