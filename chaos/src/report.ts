import type { Played } from './play.ts';

export interface Report {
  played: Played[];
  /** Scenarios that could not be played, with the reason. */
  skipped: { scenario: string; why: string }[];
}

const MOST_SHOWN = 20;

/** Returns a report as text. */
export function reportText({ played, skipped }: Report): string {
  return [...played.map(section), ...skipped.map(({ scenario, why }) => `${scenario}: skipped, ${why}`)].join(
    '\n\n',
  );
}

function section({ scenario, seed, faults, time, figures, violations, folder }: Played): string {
  const { acknowledged, refused, unknown, longestSilence, silences, stalest } = figures;
  const kinds = [...Map.groupBy(faults, ({ name }) => name)];
  const made = kinds.map(
    ([name, { length }]) => `    ${name} ${length} times: ${silences[name]} ms without an answer`,
  );
  const shown = violations.slice(0, MOST_SHOWN).map(({ rule, says, lines }) => {
    const where = lines.length > 0 ? ` (line ${lines.slice(0, 6).join(', ')} of the journal)` : '';
    return `  ${rule}: ${says}${where}`;
  });
  if (violations.length > MOST_SHOWN) shown.push(`  and ${violations.length - MOST_SHOWN} more`);
  return [
    `${scenario}: ${violations.length === 0 ? 'no violation' : `${violations.length} violations`}`,
    `  ${(time / 1_000).toFixed(0)} s of load, seed ${seed}, ${faults.length} faults`,
    ...made,
    `  ${acknowledged} acknowledged, ${refused} refused, ${unknown} with an unknown outcome`,
    `  ${longestSilence} ms without an answer at most; an ended token was allowed for ${stalest} ms at most`,
    ...shown,
    ...(folder ? [`  the journal, the log and what the nodes wrote: ${folder}`] : []),
  ].join('\n');
}
