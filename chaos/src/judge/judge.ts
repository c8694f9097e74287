import { type Answered, deedsOf, type Sent } from '../journal/act.ts';
import type { Allowance, Observed, Violation } from './observed.ts';
import {
  acknowledgedWorks,
  endedStaysEnded,
  onceIsOnce,
  settingsStand,
  tenantsAreApart,
} from './rules/answers.ts';
import { acknowledgedIsInTheLog, databaseIsSound, eachChangeIsTold } from './rules/log.ts';
import { Standing } from './standing.ts';

/** Returns everything in which a journal and what was found afterwards break a promise of Latchkey. */
export function judge(
  lines: readonly (Sent | Answered)[],
  observed: Observed,
  allowance: Allowance,
): Violation[] {
  const deeds = deedsOf(lines);
  const standing = new Standing(deeds, allowance);
  return [
    ...endedStaysEnded(deeds, standing, allowance),
    ...acknowledgedWorks(deeds, standing),
    ...settingsStand(deeds, standing),
    ...onceIsOnce(deeds),
    ...tenantsAreApart(deeds),
    ...acknowledgedIsInTheLog(deeds, observed),
    ...eachChangeIsTold(deeds, observed),
    ...databaseIsSound(observed),
  ];
}
