import type { Rule } from './finding.ts';
import { isOddHour } from './unusual-hour.ts';

/** One request alone may be a mistake, such as a text that was pasted into another program. */
const LEAST = 3;

/**
 * Finds a block that is used beside the owner: a known block was used in the same minutes, and again later. Or a block that is
 * used at hours that the owner never makes. Somebody who only moves, to another provider or into a café, uses one network
 * after the other, at the usual hours.
 */
export const newNetwork: Rule = (habits, hour) => {
  const known = new Set(habits.blocks.map(({ block }) => block));
  for (const { block, network, calls, beside, firstAt, lastAt } of habits.fresh) {
    if (calls < LEAST) continue;
    const isReturn = hour.blocks.some((used) => known.has(used.block) && used.lastAt > lastAt);
    const isHere = hour.blocks.some((used) => used.block === block);
    if (!(beside && isReturn) && !(isHere && isOddHour(habits, hour.at))) continue;
    return { kind: 'new_network', facts: { count: calls, network, block, beside }, since: firstAt };
  }
  return null;
};
