import type { Instant } from '../../model/index.ts';
import type { Rule } from './finding.ts';
import { type Habits, isRoaming } from './habits.ts';
import { DAY } from './time-of-day.ts';
import { isUnrefreshed } from './unrefreshed.ts';
import { isFarHour } from './unusual-hour.ts';

/** One request alone may be a mistake, such as a text that was pasted into another program. */
const LEAST = 3;

/** The share of all days on which a machine runs. */
const DAILY = 0.95;
/** Two weekends, at which people rest. */
const LONG = 13 * DAY;

/** Hours beside the owner, of somebody who goes from place to place, and of a block from which tokens are refreshed. */
const BESIDE_ROAMING = 2;
const BESIDE_REFRESHED = 3;

/**
 * Finds a block that is used beside the owner: in the same minutes as a known one, which goes on to be used; without tokens being
 * refreshed, which the client does; at hours that the owner never makes; or, for a machine that never moved, at any time. People
 * move between networks, and machines to another provider: they use one network after the other, at the usual hours, and
 * refresh their tokens there. On the way, both may be in use at once.
 */
export const newNetwork: Rule = (habits, hour) => {
  const known = new Set(habits.blocks.map(({ block }) => block));
  const isOwner = hour.blocks.some(({ block }) => known.has(block));
  for (const fresh of habits.fresh) {
    const { block, network, calls, refreshed, beside, besideSince, firstAt, lastAt } = fresh;
    if (calls < LEAST) continue;
    const isClient = refreshed > 0;
    const least = isClient ? BESIDE_REFRESHED : isRoaming(habits) ? BESIDE_ROAMING : 1;
    const isBeside =
      isOwner &&
      (besideSince !== null && hour.at > besideSince
        ? beside >= least
        : !isClient && isMachine(habits, hour.at) && hour.at > lastAt);
    const isHere = !isClient && hour.blocks.some((used) => used.block === block);
    const isFar = isHere && isFarHour(habits, hour.at);
    if (!isBeside && !isFar && !(isHere && isUnrefreshed(habits, fresh))) continue;
    const sign = isBeside
      ? { beside: true }
      : isFar
        ? { beside: false }
        : { beside: false, unrefreshed: true };
    return { kind: 'new_network', facts: { count: calls, network, block, ...sign }, since: firstAt };
  }
  return null;
};

/** Whether it runs every day, from one block alone. */
function isMachine({ blocks, activeDays, begun }: Habits, at: Instant): boolean {
  return blocks.length === 1 && at - begun >= LONG && activeDays * DAY >= DAILY * (at - begun);
}
