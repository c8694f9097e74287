import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateIn, dayBegins, dayEnds, isTimeZone, timeZones, zoneToday } from '../../src/words/zone.ts';

const HOUR = 3_600_000;

test('a day begins and ends where somebody is, also on days when the clocks change', () => {
  for (const [zone, date, begin, hours] of [
    ['UTC', '2026-06-01', '2026-06-01T00:00:00Z', 24],
    ['Europe/Berlin', '2026-06-01', '2026-05-31T22:00:00Z', 24],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['America/Los_Angeles', '2026-12-31', '2026-12-31T08:00:00Z', 24],
    ['Pacific/Auckland', '2026-09-27', '2026-09-26T12:00:00Z', 23],
    ['Asia/Kolkata', '2026-02-28', '2026-02-27T18:30:00Z', 24],
  ] as const) {
    const at = dayBegins(date, zone) ?? assert.fail();
    assert.equal(new Date(at).toISOString(), new Date(begin).toISOString(), zone);
    assert.equal(((dayEnds(date, zone) ?? 0) - at) / HOUR, hours, `${zone} ${date}`);
    assert.deepEqual([dateIn(at, zone), dateIn(at - 1, zone) < date], [date, true]);
  }
  for (const nonsense of ['', 'soon', '2026-13-01', '2026-6-1', '2026-06-01T00:00']) {
    assert.deepEqual([dayBegins(nonsense, 'UTC'), dayEnds(nonsense, 'UTC')], [null, null], nonsense);
  }
});

test('a time zone is a name that there is, and each that is offered is one', () => {
  assert.ok(timeZones().every(isTimeZone));
  assert.ok(timeZones().includes('UTC'));
  // Each in the file `backward` of the IANA's database.
  const old = [
    'Asia/Calcutta',
    'Asia/Saigon',
    'Europe/Kiev',
    'America/Buenos_Aires',
    'Pacific/Truk',
    'US/Eastern',
  ];
  assert.deepEqual(
    timeZones().filter((name) => old.includes(name) || zoneToday(name) !== name),
    [],
  );
  assert.ok(timeZones().includes(zoneToday('Europe/Kiev')) && isTimeZone('Europe/Kyiv'));
  for (const no of ['', 'Mars/Base', '+01:00', '<b>', 'Europe/Berlin; Secure', 'a'.repeat(99)]) {
    assert.equal(isTimeZone(no), false, no);
  }
});
