import type { ResponseMode } from './response-mode.ts';

/** Where an answer goes, and how: an authorization request that was read, or as much of it as could be. */
export interface ResponseTarget {
  clientId: string;
  redirectUri: string;
  state: string | null;
  responseMode: ResponseMode;
  /** The algorithm that the client registered for signed answers (JARM section 3). */
  responseAlgorithm: string | null;
}

export type ResponseParameters = [string, string][];

/**
 * Parameters that hand `code` to the client. `iss` lets it tell answers of different servers apart, which is what stops a
 * mix-up (RFC 9207 section 2).
 */
export function codeParameters(
  issuer: string,
  { state }: Pick<ResponseTarget, 'state'>,
  code: string,
): ResponseParameters {
  return [['code', code], ...stateOf(state), ['iss', issuer]];
}

/**
 * Parameters that tell the client why there is no code (RFC 6749 section 4.1.2.1, RFC 9207 section 2).
 *
 * @param description in the characters that the RFC allows, see `describable`
 */
export function errorParameters(
  issuer: string,
  { state }: Pick<ResponseTarget, 'state'>,
  error: string,
  description: string,
): ResponseParameters {
  return [['error', error], ['error_description', description], ...stateOf(state), ['iss', issuer]];
}

function stateOf(state: string | null): ResponseParameters {
  return state === null ? [] : [['state', state]];
}

/**
 * Adds parameters to a URI by appending text: parsing and printing it would change what was registered. A space
 * becomes `%20` and not `+`, so that `state` comes back the same however the client decodes it.
 */
export function withQuery(uri: string, parameters: ResponseParameters): string {
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  if (!uri.includes('?')) return `${uri}?${query}`;
  return uri.endsWith('?') || uri.endsWith('&') ? uri + query : `${uri}&${query}`;
}
