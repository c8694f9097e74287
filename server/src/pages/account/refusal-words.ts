import { REFUSAL_CODES, REFUSALS } from '../../model/index.ts';
import type { PageApi } from '../page-api.ts';

/** Returns for people why calls were refused, by the code of the refusal: in a sentence, or else by its title. */
export function refusalInWords({ words }: PageApi, code: string): string {
  const { refusal, wasRefused } = words.calls;
  const known = REFUSAL_CODES.find((each) => each === code);
  if (known === undefined) return wasRefused;
  const said: Partial<Record<string, string>> = refusal;
  return said[known] ?? REFUSALS[known].title;
}
