import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANOMALY_KINDS, type AnomalyKind } from '../../src/model/index.ts';
import { isWeekend, localDay } from './calendar.ts';
import { type SeenHour, trafficOf } from './traffic.ts';

const month = (plant: AnomalyKind | null) => trafficOf({ seed: 7, connections: 120, plant });
const callsOf = (hours: Iterable<SeenHour>, counts: (hour: SeenHour) => boolean): number => {
  let sum = 0;
  for (const hour of hours) if (counts(hour)) sum += hour.seen.reduce((all, { allowed }) => all + allowed, 0);
  return sum;
};

test('a month is the same for the same seed, and has offices that rest at weekends', () => {
  const [one, other] = [month(null), month(null)];
  assert.deepEqual(
    [...one.hours].map(({ hour, connection, seen }) => [hour, connection.id, seen]),
    [...other.hours].map(({ hour, connection, seen }) => [hour, connection.id, seen]),
  );
  const office = ({ connection }: SeenHour) => connection.manner === 'office';
  const resting = ({ hour, connection }: SeenHour) => isWeekend(localDay(hour, connection.zone));
  const whole = callsOf(month(null).hours, office);
  const weekends = callsOf(month(null).hours, (hour) => office(hour) && resting(hour));
  assert.ok(whole > 1_000 && weekends < whole / 20, `${weekends} of ${whole}`);
});

for (const kind of ANOMALY_KINDS) {
  test(`${kind}: anomalies are planted after the first days, and their hours have traffic`, () => {
    const { planted, hours } = month(kind);
    assert.ok(planted.length >= 3, `${planted.length} planted`);
    const seen = new Set([...hours].map(({ hour, connection }) => `${connection.id} ${hour}`));
    for (const { connection, from, until } of planted) {
      assert.ok(from >= connection.since + 8 * 24 - 24 && until > from);
      assert.ok(seen.has(`${connection.id} ${from}`), `${connection.id} at ${from}`);
    }
  });
}
