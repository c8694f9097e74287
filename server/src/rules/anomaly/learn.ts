import type { Alert, AnomalyKind, Instant } from '../../model/index.ts';
import { type FreshBlock, type Habits, MOST_BLOCKS, MOST_DAYS, MOST_FRESH } from './habits.ts';
import { type Hour, overlaps, type UsedBlock } from './hour.ts';
import { hourOfDay } from './time-of-day.ts';
import { countUnrefreshed, learnRefreshing } from './unrefreshed.ts';

const DAY = 86_400_000;
/** For how long a new block may turn out to be a thief's, over a weekend of the owner; then it is known. */
const FRESH_FOR = 4 * DAY;
/** Hours are counted when the next ones do not depend on them any more. */
const COUNTED_AFTER = DAY / 2;
/** Volumes of an hour in which the whole API is so many times as busy as usual say nothing about the subject. */
const STORM = 1.5;

/** Notes the blocks of an hour: known ones, and new ones that are kept apart for some time. */
export function noteBlocks(habits: Habits, hour: Hour, isQuiet: boolean): Habits {
  const known = new Map(habits.blocks.map((each) => [each.block, each]));
  const told = new Set(habits.told.flatMap(({ block }) => (block === undefined ? [] : [block])));
  const fresh = new Map(habits.fresh.map((each) => [each.block, each]));
  for (const [block, { firstAt, lastAt }] of fresh) {
    if (!isQuiet && hour.at - firstAt < FRESH_FOR) continue;
    fresh.delete(block);
    known.set(block, { block, firstAt, lastAt });
  }
  const ofOwner = hour.blocks.filter(({ block }) => known.has(block));
  for (const used of hour.blocks) {
    const { block, firstAt, lastAt } = used;
    const before = known.get(block);
    if (before || (isQuiet && !told.has(block))) {
      known.set(block, { block, firstAt: before?.firstAt ?? firstAt, lastAt });
    } else if (!told.has(block)) {
      const isBeside = ofOwner.some((other) => overlaps(used, other));
      fresh.set(block, freshened(fresh.get(block), used, isBeside, hour));
    }
  }
  return {
    ...habits,
    refreshing: learnRefreshing(habits.refreshing, hour, known),
    blocks: latest([...known.values()], MOST_BLOCKS),
    fresh: latest([...fresh.values()], MOST_FRESH),
  };
}

function freshened(
  before: FreshBlock | undefined,
  used: UsedBlock,
  isBeside: boolean,
  hour: Hour,
): FreshBlock {
  const { block, network, requests, firstAt, lastAt } = used;
  return {
    block,
    network: before?.network ?? network,
    firstAt: before?.firstAt ?? firstAt,
    lastAt,
    calls: (before?.calls ?? 0) + requests,
    refreshed: (before?.refreshed ?? 0) + used.refreshed,
    unrefreshed: countUnrefreshed(before?.unrefreshed, used, hour),
    repeated: (before?.repeated ?? 0) + used.repeated,
    beside: (before?.beside ?? 0) + (isBeside ? 1 : 0),
    besideSince: before?.besideSince ?? (isBeside ? hour.at : null),
  };
}

function latest<Item extends { lastAt: number }>(items: Item[], most: number): Item[] {
  return items.sort((one, other) => other.lastAt - one.lastAt).slice(0, most);
}

/** Learns hours and volumes of an hour in which `found` was found. */
export function learnHour(habits: Habits, hour: Hour, tide: number, found: ReadonlySet<AnomalyKind>): Habits {
  const day = Math.floor(hour.at / DAY);
  const days = habits.days.map((each) => ({ ...each }));
  let today = days.find((each) => each.day === day);
  const isNewDay = today === undefined;
  if (!today) {
    today = { day, calls: 0, refused: 0 };
    days.push(today);
  }
  if (tide < STORM) {
    today.calls = Math.max(today.calls, hour.calls);
    today.refused = Math.max(today.refused, hour.refused);
  }
  const hoursOfDay = [...habits.hoursOfDay];
  const isPast = (at: Instant) => hour.at - at >= COUNTED_AFTER;
  for (const at of habits.lately.filter(isPast))
    hoursOfDay[hourOfDay(at)] = (hoursOfDay[hourOfDay(at)] ?? 0) + 1;
  // An hour at which a thief may have called becomes a habit only if it comes again.
  const isOdd = hour.calls === 0 || found.has('unusual_hour') || found.has('new_network');
  const lately = [...habits.lately.filter((at) => !isPast(at)), ...(isOdd ? [] : [hour.at])];
  return {
    ...habits,
    through: hour.at,
    days: days.slice(-MOST_DAYS),
    hoursOfDay,
    lately,
    activeDays: habits.activeDays + (isNewDay ? 1 : 0),
  };
}

/** Learns from "this was us": the network or the hour of an alert is not told again. */
export function accept(habits: Habits, alert: Pick<Alert, 'kind' | 'facts' | 'since' | 'until'>): Habits {
  const { block, hourOfDay: odd, count } = alert.facts;
  const hoursOfDay = [...habits.hoursOfDay];
  if (odd !== undefined) hoursOfDay[odd] = (hoursOfDay[odd] ?? 0) + 1;
  const isKnown = block === undefined || habits.blocks.some((each) => each.block === block);
  const known = isKnown ? [] : [{ block, firstAt: alert.since, lastAt: alert.until }];
  const what = { burst: 'calls', refusals: 'refused' } as const;
  const volume = alert.kind === 'burst' || alert.kind === 'refusals' ? what[alert.kind] : null;
  return {
    ...habits,
    blocks: [...known, ...habits.blocks].slice(0, MOST_BLOCKS),
    fresh: habits.fresh.filter((each) => each.block !== block),
    told: habits.told.filter((each) => block === undefined || each.block !== block),
    hoursOfDay,
    days: volume === null ? habits.days : raised(habits.days, volume, count),
  };
}

/** The busiest day but one is the measure, so two days are raised. */
function raised(days: Habits['days'], what: 'calls' | 'refused', count: number): Habits['days'] {
  return days.map((day, index) =>
    index < days.length - 2 ? day : { ...day, [what]: Math.max(day[what], count) },
  );
}
