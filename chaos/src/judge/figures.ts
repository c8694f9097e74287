import { type Answered, type Deed, deedsOf, type Sent } from '../journal/act.ts';
import { Standing } from './standing.ts';

export interface Figures {
  acknowledged: number;
  /** Refused with a reason, as it has to be after something ended. */
  refused: number;
  /** Without an answer, or with one that the server could not do it now. */
  unknown: number;
  /** The longest time without any answer of the first two kinds, in milliseconds. */
  longestSilence: number;
  /** The longest time for which a call with an ended token was still allowed, in milliseconds. */
  stalest: number;
}

/** Returns the figures of a journal. `until`: when the load ended, in its milliseconds. */
export function figuresOf(lines: readonly (Sent | Answered)[], until: number): Figures {
  const deeds = deedsOf(lines);
  const count = (outcome: Answered['outcome']) =>
    deeds.filter(({ answer }) => answer.outcome === outcome).length;
  return {
    acknowledged: count('done'),
    refused: count('refused'),
    unknown: count('unknown'),
    longestSilence: longestSilence(deeds, until),
    stalest: stalest(deeds),
  };
}

function longestSilence(deeds: readonly Deed[], until: number): number {
  const answers = deeds
    .filter(({ answer }) => answer.outcome !== 'unknown' && answer.at <= until)
    .map(({ answer }) => answer.at)
    .sort((one, other) => one - other);
  const gaps = answers.map((at, index) => at - (answers[index - 1] ?? at));
  return Math.round(Math.max(0, ...gaps, until - (answers.at(-1) ?? until)));
}

function stalest(deeds: readonly Deed[]): number {
  const standing = new Standing(deeds, { stale: 0, late: 0 });
  const late = deeds.flatMap((deed) => {
    const ending = deed.act.kind === 'call' && deed.answer.outcome === 'done' ? standing.endedBy(deed) : null;
    return ending ? [deed.at - ending.answer.at] : [];
  });
  return Math.round(Math.max(0, ...late));
}
