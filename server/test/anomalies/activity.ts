import { type Calendar, isMonthEnd, isWeekend, localDay, localHour } from './calendar.ts';
import type { Connection } from './connections.ts';

/** Says how many calls a connection makes in an hour: to be asked hour by hour. */
export function activityOf(connection: Connection, calendar: Calendar): (hour: number) => number {
  const own = { platform: platformLoad, server: platformLoad, daytime: daytimeLoad, nightly: nightlyLoad };
  const { manner } = connection;
  const load = manner === 'office' || manner === 'roaming' ? personLoad : own[manner];
  const asked = load(connection, calendar);
  const { outage } = calendar;
  const storm = connection.draws.chance(0.6) ? 3 + connection.draws.next() * 5 : 1;
  return (hour) => {
    const calls = asked(hour);
    if (hour < Math.max(0, connection.since)) return 0;
    // Clients that retry call more often, and afterwards do what they could not do.
    if (hour >= outage.from && hour < outage.until) return Math.round(calls * storm);
    if (hour === outage.until) return Math.round(calls * Math.max(1, storm / 2));
    return calls;
  };
}

type Load = (connection: Connection, calendar: Calendar) => (hour: number) => number;

function meanOf({ volume, growth, monthEnd }: Connection, hour: number): number {
  const grown = volume * growth ** (hour / (31 * 24));
  return isMonthEnd(hour / 24) ? grown * monthEnd : grown;
}

/** Day and night, more in the customer's day; the first hour imports what there is. */
const platformLoad: Load = (connection) => (hour) => {
  const { draws, zone, since } = connection;
  const bell = Math.max(0, Math.cos(((localHour(hour, zone) - 13.5) / 24) * 2 * Math.PI));
  const weekend = isWeekend(localDay(hour, zone)) ? 0.5 : 1;
  const mean = meanOf(connection, hour) * (0.15 + bell) * weekend;
  return draws.around(since > 0 && hour === since ? mean * 20 : mean);
};

/** In the working day, on every day of the week, now and then an hour before or after. */
const daytimeLoad: Load = (connection) => (hour) => {
  const { draws, zone, day } = connection;
  const at = localHour(hour, zone);
  const edge = at === day.from - 1 || at === day.until + 1;
  if (edge ? !draws.chance(0.1) : at < day.from || at > day.until) return 0;
  return draws.chance(0.8) ? draws.around(meanOf(connection, hour)) : 0;
};

/** At its hour; after an outage up to four hours late; a monthly job once at another hour. */
const nightlyLoad: Load = (connection, { outage }) => {
  const { draws, day, monthly } = connection;
  let retryAt = -1;
  const other = draws.whole(4, 20);
  return (hour) => {
    const at = localHour(hour, 0);
    const isDue = localHour(at, -day.from) <= day.until - day.from;
    if (isDue && hour >= outage.from && hour < outage.until) {
      retryAt = outage.until + draws.whole(0, 4);
      return Math.min(20, draws.around(meanOf(connection, hour) * 0.05));
    }
    const isMonthly = monthly && Math.floor(hour / 24) === 29 && at === (day.from + other) % 24;
    return isDue || isMonthly || hour === retryAt ? draws.around(meanOf(connection, hour)) : 0;
  };
};

/** On working days, sometimes late, sometimes on a Saturday, hardly in a holiday. */
const personLoad: Load = (connection, { holiday }) => {
  const { draws, zone, day, manner } = connection;
  const isRoaming = manner === 'roaming';
  const usual = { from: day.from, until: isRoaming ? Math.min(22, day.until + 4) : day.until };
  let [today, hours, takesLeave] = [-1, { from: 25, until: 0 }, draws.chance(0.6)];
  const startOf = (next: number) => {
    today = next;
    takesLeave = next === holiday.from ? draws.chance(0.85) : takesLeave;
    const isAway = takesLeave && next >= holiday.from && next < holiday.until;
    const off = isAway || (isWeekend(next) && !draws.chance(isRoaming ? 0.25 : 0.06));
    const late = draws.chance(isMonthEnd(next) ? 0.2 : 0.06) ? draws.whole(1, 3) : 0;
    const early = draws.chance(0.04) ? 1 : 0;
    hours = off
      ? { from: 25, until: 0 }
      : { from: usual.from - early, until: Math.min(23, usual.until + late) };
    if (!off && isWeekend(next)) hours = { from: usual.from + 2, until: usual.from + draws.whole(3, 6) };
  };
  return (hour) => {
    const now = localDay(hour, zone);
    if (now !== today) startOf(now);
    const at = localHour(hour, zone);
    if (at < hours.from || at > hours.until || !draws.chance(0.7)) return 0;
    return draws.around(meanOf(connection, hour) * 0.6);
  };
};
