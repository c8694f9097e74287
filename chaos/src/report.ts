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
  const { acknowledged, refused, unknown, longestSilence, stalest } = figures;
  const made = Object.entries(faults).map(([name, count]) => `${name} ${count} times`);
  const shown = violations.slice(0, MOST_SHOWN).map(({ rule, says, lines }) => {
    const where = lines.length > 0 ? ` (line ${lines.slice(0, 6).join(', ')} of the journal)` : '';
    return `  ${rule}: ${says}${where}`;
  });
  if (violations.length > MOST_SHOWN) shown.push(`  and ${violations.length - MOST_SHOWN} more`);
  return [
    `${scenario}: ${violations.length === 0 ? 'no violation' : `${violations.length} violations`}`,
    `  ${(time / 1_000).toFixed(0)} s of load, seed ${seed}: ${made.join(', ') || 'no fault'}`,
    `  ${acknowledged} acknowledged, ${refused} refused, ${unknown} with an unknown outcome`,
    `  longest time without an answer ${longestSilence} ms; an ended token was allowed for ${stalest} ms at most`,
    ...shown,
    ...(folder ? [`  journal and logs: ${folder}`] : []),
  ].join('\n');
}
