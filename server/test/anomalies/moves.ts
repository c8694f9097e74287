import { fixed, household, type Place } from './addresses.ts';
import { localDay, localHour } from './calendar.ts';
import type { Connection } from './connections.ts';

/** Where the calls of an hour come from: one place after the other, or several at once. */
export interface Whereabouts {
  places: Place[];
  atOnce: boolean;
}

const WEEK = 7 * 24;

/** Follows one connection through the month: to be asked hour by hour. */
export function movesOf(connection: Connection): (hour: number) => Whereabouts {
  const { draws, manner, platform } = connection;
  if (platform) {
    const many = { places: [platform.place, platform.place, platform.place], atOnce: true };
    return () => (platform.rotates || draws.chance(0.5) ? many : { places: [platform.place], atOnce: true });
  }
  return manner === 'office' || manner === 'roaming' ? personMoves(connection) : serverMoves(connection);
}

/** Servers move to another provider now and then; a third of them runs on both for an hour. */
function serverMoves({ draws, places }: Connection): (hour: number) => Whereabouts {
  let place = places.home;
  return () => {
    if (draws.chance(0.005 / WEEK)) {
      const before = place;
      place = fixed(draws);
      return { places: [before, place], atOnce: draws.chance(0.33) };
    }
    return { places: [place], atOnce: true };
  };
}

function personMoves(connection: Connection): (hour: number) => Whereabouts {
  const { draws, manner, places, zone, atHome } = connection;
  const isRoaming = manner === 'roaming';
  let { home, office } = places;
  const cafes = Array.from({ length: 3 }, () => fixed(draws));
  let [day, base, last] = [-1, office, office];
  let away: { until: number; place: Place } | null = null;

  const startOfDay = (today: number) => {
    day = today;
    if (draws.chance(0.003 / 7)) home = household(draws);
    if (draws.chance(0.001 / 7)) office = fixed(draws);
    if (away && away.until < today) away = null;
    if (isRoaming && !away && draws.chance(0.02))
      away = { until: today + draws.whole(1, 4), place: fixed(draws) };
    base = away?.place ?? (draws.chance(isRoaming ? 0.4 : atHome) ? home : office);
  };
  return (hour) => {
    const today = localDay(hour, zone);
    if (today !== day) startOfDay(today);
    let place = localHour(hour, zone) >= 19 && !away ? home : base;
    if (isRoaming && draws.chance(0.12)) place = places.mobile;
    else if (!isRoaming && draws.chance(0.01)) place = places.mobile;
    else if (isRoaming && draws.chance(0.04)) place = draws.chance(0.15) ? fixed(draws) : draws.pick(cafes);
    const before = last;
    last = place;
    if (before === place || draws.chance(0.6)) return { places: [place], atOnce: false };
    return { places: [before, place], atOnce: draws.chance(0.03) };
  };
}
