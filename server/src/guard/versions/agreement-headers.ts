import type { IncomingHttpHeaders } from 'node:http';
import type { ApiConfig } from '../../config/index.ts';
import type { Agreement } from '../../model/index.ts';
import type { Call } from '../call.ts';

type Declared = Pick<ApiConfig, 'versions' | 'languages'>;

/** Returns the header that names the version, in lower case, or `null` if the API declares no versions. */
function versionHeader({ versions }: Declared): string | null {
  return versions ? (versions.header?.toLowerCase() ?? 'accept') : null;
}

/** Reads version and language from the headers of a call. Several headers of one name are joined by commas. */
export function askedFor(config: Declared, headers: IncomingHttpHeaders): Pick<Call, 'version' | 'language'> {
  const name = versionHeader(config);
  const version = name === null ? undefined : headers[name];
  return {
    version: Array.isArray(version) ? version.join(', ') : version,
    language: config.languages && headers['accept-language'],
  };
}

/**
 * Returns the headers with the agreed version and language for the upstream. They replace the caller's own
 * headers, so that the upstream gets exactly one version and one language.
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
