import type { ApiConfig } from '../../config/index.ts';
import type { KnownVersion, VersionPolicy } from '../../config/schema/versions.ts';
import { languageOf } from '../../http/language.ts';
import { SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Agreement, Instant } from '../../model/index.ts';
import type { Call } from '../call.ts';
import type { Failure } from '../refusal/refusals.ts';
import { type Asked, versionAsked } from './version-asked.ts';

/** An agreement, and the headers that tell the caller about it. */
export interface Agreed {
  agreement: Agreement;
  /** `Deprecation`, `Sunset` and `Link`. */
  headers: Record<string, string>;
}

/** Determines version and language of a call, as far as the API's configuration declares any. */
export function agree(
  { versions, languages }: Pick<ApiConfig, 'versions' | 'languages'>,
  call: Pick<Call, 'version' | 'language'>,
  now: Instant,
): Result<Agreed, Failure> {
  if (!versions && !languages) return NOTHING;
  const language = languages ? { language: languageOf(languages, call.language) } : {};
  if (!versions) return ok({ agreement: language, headers: {} });
  const asked = versionAsked(versions, call.version, now);
  if (asked.kind !== 'served') return refused(disagreement(versions, asked, now));
  const { version } = asked;
  return ok({
    agreement: { ...(version === null ? {} : { version: version.name }), ...language },
    headers: version === null ? {} : noticeOf(version),
  });
}

/** Of an API that declares neither versions nor languages. */
const NOTHING = ok<Agreed>(
  Object.freeze({ agreement: Object.freeze({}), headers: Object.freeze({}) as Record<string, string> }),
);

/** RFC 9745 section 2, RFC 8594 section 3; the link as in RFC 9745 section 3. */
function noticeOf({ deprecated, sunset, documentation }: KnownVersion): Record<string, string> {
  return {
    ...(deprecated === undefined ? {} : { deprecation: `@${Math.floor(deprecated / SECOND)}` }),
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    ...(documentation === undefined || (deprecated ?? sunset) === undefined
      ? {}
      : { link: `<${documentation}>; rel="${deprecated === undefined ? 'sunset' : 'deprecation'}"` }),
  };
}

function disagreement(
  policy: VersionPolicy,
  asked: Exclude<Asked, { kind: 'served' }>,
  now: Instant,
): Failure {
  const served = policy.known.filter(({ sunset }) => sunset === undefined || now < sunset);
  const versions = served.map(({ name }) => name);
  const { mediaType } = policy;
  const types = mediaType === undefined ? [] : versions.map((name) => mediaType.replace('{version}', name));
  const send =
    mediaType === undefined
      ? `Send ${policy.header} with ${versions.join(' or ')}`
      : `Accept ${types.join(' or ')}`;
  const orNone = policy.default === null ? '' : `, or leave it out for ${policy.default}`;
  const members = { versions, ...(mediaType === undefined ? {} : { acceptable: types }) };
  switch (asked.kind) {
    case 'retired': {
      const { name, sunset = now } = asked.version;
      const day = new Date(sunset).toISOString().slice(0, 10);
      const detail = `Version ${name} of this API has not been answered since ${day}. ${send}.`;
      return { code: 'version_retired', detail, members, headers: noticeOf(asked.version), version: name };
    }
    case 'unknown': {
      const detail = `This call names no version of this API. ${send}${orNone}.`;
      return { code: 'unknown_version', detail, members, status: mediaType === undefined ? 400 : 406 };
    }
    case 'other_type': {
      const detail = `This API answers in no type that the Accept header allows. ${send}.`;
      return { code: 'not_acceptable', detail, members };
    }
  }
}
