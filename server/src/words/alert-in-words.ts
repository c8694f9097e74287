import { DAY, HOUR } from '../lib/clock.ts';
import type { Alert } from '../model/index.ts';
import type { Figures } from './figures.ts';
import type { Words } from './type.ts';

/** Returns the sentence that tells of unusual use, with times of day in the reader's time zone. */
export function alertInWords(
  { words, figures }: { words: Pick<Words, 'anomalies'>; figures: Figures },
  { kind, facts, since }: Pick<Alert, 'kind' | 'facts' | 'since'>,
): string {
  const begins = since - (since % DAY) + (facts.hourOfDay ?? 0) * HOUR;
  const ends = begins + HOUR;
  return words.anomalies[kind](facts, {
    from: figures.time(begins),
    to: `${figures.time(ends)} ${figures.zone(ends)}`,
  });
}
