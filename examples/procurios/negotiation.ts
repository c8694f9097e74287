import type { Caller } from '@latchkey/guard';

export const LANGUAGES = ['en', 'nl', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The form of the answer, as the guard negotiated it by `Accept` and `Accept-Language`. */
export interface Negotiated {
  type: string;
  language: Language;
}

export function negotiated({ version = '1', language }: Caller): Negotiated {
  return {
    type: `application/vnd.procurios.application+json; version=${version}`,
    language: LANGUAGES.find((each) => each === language) ?? 'en',
  };
}
