import type { Request } from 'express';
import { Problem } from './problem.ts';

const TYPE = 'application/vnd.procurios.application+json';

/** Versions of the media type, newest first. */
export const VERSIONS = [1] as const;

export const LANGUAGES = ['en', 'nl', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

const ACCEPTABLE = VERSIONS.map((version) => `${TYPE}; version=${version}`);

/**
 * The media type to answer in, by `Accept` (RFC 9110 section 12.5.1): the newest version for anybody who is
 * content with any. Throws 406 with the versions that there are; the answer is never in one that was not asked for.
 */
export function mediaTypeFor(request: Request): string {
  const chosen = request.accepts(...ACCEPTABLE);
  if (typeof chosen === 'string') return chosen;
  const versioned = /application\/vnd\.procurios\.application\+json\s*;[^,]*\bversion=/i;
  const otherVersion = versioned.test(request.headers.accept ?? '');
  throw new Problem(
    406,
    otherVersion ? 'unknown_version' : 'not_acceptable',
    'Not Acceptable',
    otherVersion
      ? `There is no such version of this API. Accept ${ACCEPTABLE.join(' or ')}.`
      : `This API answers in no type that the Accept header allows. Accept ${ACCEPTABLE.join(' or ')}.`,
    { versions: VERSIONS, acceptable: ACCEPTABLE },
  );
}

/**
 * The language to answer in, by `Accept-Language` (RFC 9110 section 12.5.4). English for anybody whose languages
 * are not spoken here: an answer in another language is more useful than none.
 */
export function languageFor(request: Request): Language {
  const chosen = request.acceptsLanguages(...LANGUAGES);
  return LANGUAGES.find((language) => language === chosen) ?? 'en';
}
