import type { FreshBlock, Habits, Length, Refreshing } from './habits.ts';
import type { Hour, UsedBlock } from './hour.ts';

/*
 * A client refreshes its token wherever it is; a copy of an access token is not refreshed. A copied refresh token cannot be
 * used unseen either: the client's own then comes again (RFC 9700 section 4.14.2). So an hour in which a new block alone was
 * used, and no token was refreshed, tells a thief from a client that moved, as far as the client refreshes in such hours.
 * Personal access tokens are never refreshed, and clients with long-lived tokens seldom, so for these it says nothing.
 */

const BRIEF = 15 * 60_000;
/** Hours after which older ones count half as much. */
const MOST_HOURS = 400;
/** How likely the client itself may have caused what is told. */
const UNLIKELY = 0.05;

/** Learns from an hour whether the client refreshes in hours like this. */
export function learnRefreshing(
  before: Refreshing,
  hour: Hour,
  known: ReadonlyMap<string, unknown>,
): Refreshing {
  const only = onlyBlock(hour);
  if (!only || !known.has(only.block)) return before;
  const length = lengthOf(only);
  const { hours, unrefreshed } = before[length];
  const share = hours < MOST_HOURS ? 1 : 0.5;
  const next = {
    hours: hours * share + 1,
    unrefreshed: unrefreshed * share + (only.refreshed === 0 ? 1 : 0),
  };
  return { ...before, [length]: next };
}

/** Adds an hour of a new block to those in which it alone was used, and no token was refreshed. */
export function countUnrefreshed(
  before: FreshBlock['unrefreshed'] = { brief: 0, long: 0 },
  used: UsedBlock,
  hour: Hour,
): FreshBlock['unrefreshed'] {
  if (onlyBlock(hour) !== used || used.refreshed > 0) return before;
  const length = lengthOf(used);
  return { ...before, [length]: before[length] + 1 };
}

/** Whether the client itself would hardly have left out all these refreshes. */
export function isUnrefreshed(
  { refreshing }: Pick<Habits, 'refreshing'>,
  { unrefreshed }: FreshBlock,
): boolean {
  const likelihood = (length: Length) => {
    const seen = refreshing[length];
    return ((seen.unrefreshed + 1) / (seen.hours + 2)) ** unrefreshed[length];
  };
  return likelihood('brief') * likelihood('long') <= UNLIKELY;
}

const onlyBlock = ({ blocks: [first, ...others] }: Hour) => (others.length === 0 ? first : undefined);

const lengthOf = ({ firstAt, lastAt }: UsedBlock): Length => (lastAt - firstAt < BRIEF ? 'brief' : 'long');
