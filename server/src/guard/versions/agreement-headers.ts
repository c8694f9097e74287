import type { IncomingHttpHeaders } from 'node:http';
import type { ApiConfig } from '../../config/index.ts';
import type { Agreement } from '../../model/index.ts';
import type { Call } from '../call.ts';

type Declared = Pick<ApiConfig, 'versions' | 'languages'>;

/** The header that names the version, in lower case; `null` where the API declares no versions. */
function versionHeader({ versions }: Declared): string | null {
  return versions ? (versions.header?.toLowerCase() ?? 'accept') : null;
}

/** What the headers of a call say of version and language. Several of one name are joined by commas. */
export function askedFor(config: Declared, headers: IncomingHttpHeaders): Pick<Call, 'version' | 'language'> {
  const name = versionHeader(config);
  const version = name === null ? undefined : headers[name];
  return {
    version: Array.isArray(version) ? version.join(', ') : version,
    language: config.languages && headers['accept-language'],
  };
}

/**
 * The headers in which the API behind is told what was agreed on, in place of the caller's own: one version and one
 * language, whatever the caller sent and in whichever wording.
 */
export function agreedHeaders(config: Declared, { version, language }: Agreement): Record<string, string> {
  const name = versionHeader(config);
  const type = config.versions?.mediaType;
  return {
    ...(version === undefined || name === null
      ? {}
      : { [name]: type?.replace('{version}', version) ?? version }),
    ...(language === undefined ? {} : { 'accept-language': language }),
  };
}
