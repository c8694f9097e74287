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
  /** The same for each kind of fault: until the next fault begins. */
  silences: Record<string, number>;
  /** The longest time for which a call with an ended token was still allowed, in milliseconds. */
  stalest: number;
}

/** A fault that was made, in milliseconds of the journal. */
export interface Struck {
  name: string;
  from: number;
  /** When it was mended. */
  until: number;
}

/** Returns the figures of a journal. `until`: when the load ended, in its milliseconds. */
export function figuresOf(
  lines: readonly (Sent | Answered)[],
  struck: readonly Struck[],
  until: number,
): Figures {
  const deeds = deedsOf(lines);
  const silences = silencesIn(deeds, until);
  const count = (outcome: Answered['outcome']) =>
    deeds.filter(({ answer }) => answer.outcome === outcome).length;
  return {
    acknowledged: count('done'),
    refused: count('refused'),
    unknown: count('unknown'),
    longestSilence: Math.max(0, ...silences.map(({ ms }) => ms)),
    silences: silencesOf(silences, struck),
    stalest: stalest(deeds),
  };
}

interface Silence {
  /** The moment at which it ended. */
  at: number;
  ms: number;
}

function silencesIn(deeds: readonly Deed[], until: number): Silence[] {
  const answers = deeds
    .filter(({ answer }) => answer.outcome !== 'unknown' && answer.at <= until)
    .map(({ answer }) => answer.at)
    .sort((one, other) => one - other);
  return [...answers.slice(1), until].map((at, index) => ({
    at,
    ms: Math.round(at - (answers[index] ?? at)),
  }));
}

function silencesOf(silences: readonly Silence[], struck: readonly Struck[]): Record<string, number> {
  const longest: Record<string, number> = {};
  for (const [index, { name, from }] of struck.entries()) {
    const next = struck[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const during = silences.filter(({ at }) => at > from && at <= next).map(({ ms }) => ms);
    longest[name] = Math.max(longest[name] ?? 0, ...during);
  }
  return longest;
}

function stalest(deeds: readonly Deed[]): number {
  const standing = new Standing(deeds, { stale: 0, late: 0 });
  const late = deeds.flatMap((deed) => {
    const ending = deed.act.kind === 'call' && deed.answer.outcome === 'done' ? standing.endedBy(deed) : null;
    return ending ? [deed.at - ending.answer.at] : [];
  });
  return Math.round(Math.max(0, ...late));
}
