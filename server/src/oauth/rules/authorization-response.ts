import type { Api } from '../../api.ts';
import { describable, type WireError } from './description.ts';

/** Where an answer goes: an authorization request that was read, or as much of it as could be. */
export interface ResponseTarget {
  redirectUri: string;
  state: string | null;
}

/**
 * Address that hands `code` to the client. `iss` lets it tell answers of different servers apart, which is what
 * stops a mix-up (RFC 9207 section 2).
 */
export function codeRedirect(api: Pick<Api, 'address'>, target: ResponseTarget, code: string): string {
  return withQuery(target.redirectUri, [['code', code], ...stateOf(target), ['iss', api.address.issuer]]);
}

/** Address that tells the client why there is no code (RFC 6749 section 4.1.2.1, RFC 9207 section 2). */
export function errorRedirect(
  api: Pick<Api, 'address'>,
  target: ResponseTarget,
  error: WireError,
  description: string,
): string {
  return withQuery(target.redirectUri, [
    ['error', error],
    ['error_description', describable(description)],
    ...stateOf(target),
    ['iss', api.address.issuer],
  ]);
}

function stateOf(target: ResponseTarget): [string, string][] {
  return target.state === null ? [] : [['state', target.state]];
}

/**
 * Adds parameters to a URI by appending text: parsing and printing it would change what was registered. A space
 * becomes `%20` and not `+`, so that `state` comes back the same however the client decodes it.
 */
function withQuery(uri: string, parameters: [string, string][]): string {
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  if (!uri.includes('?')) return `${uri}?${query}`;
  return uri.endsWith('?') || uri.endsWith('&') ? uri + query : `${uri}&${query}`;
}
