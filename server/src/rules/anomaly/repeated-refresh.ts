import type { Rule } from './finding.ts';
import { isRoaming } from './habits.ts';
import type { UsedBlock } from './hour.ts';

/** More repeats in an hour than lost answers explain, where two known networks take part. */
const MANY = 4;

/**
 * Finds used refresh tokens that came again from a second network: one that is not known, or many of them from known ones.
 * A client that lost an answer on the way from one network to another repeats its token once. So one repeat is none where
 * the client roams, and from a network where it refreshes as well.
 */
export const repeatedRefresh: Rule = (habits, hour, { isServers }) => {
  const known = new Set(habits.blocks.map(({ block }) => block));
  const repeating = hour.blocks.filter(({ repeated }) => repeated > 0);
  const total = ({ block, repeated }: UsedBlock) =>
    Math.max(repeated, habits.fresh.find((each) => each.block === block)?.repeated ?? 0);
  const moves = !isServers && isRoaming(habits);
  const refreshes = ({ block, refreshed }: UsedBlock) =>
    refreshed > 0 || habits.fresh.some((each) => each.block === block && each.refreshed > 0);
  const foreign = repeating.find(
    (used) => !known.has(used.block) && total(used) >= (moves || refreshes(used) ? 2 : 1),
  );
  const count = repeating.reduce((sum, { repeated }) => sum + repeated, 0);
  const [first] = repeating;
  const used = foreign ?? (count >= MANY && repeating.length > 1 ? first : undefined);
  if (!used) return null;
  const { block, network } = used;
  return { kind: 'repeated_refresh', facts: { count: foreign ? total(foreign) : count, network, block } };
};
