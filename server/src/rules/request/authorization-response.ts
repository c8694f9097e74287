import type { ClientId } from '../../model/index.ts';
import type { ResponseMode } from './response-mode.ts';

/** The destination and form of an answer, from a request that was read as far as possible. */
export interface ResponseTarget {
  clientId: ClientId;
  redirectUri: string;
  state: string | null;
  responseMode: ResponseMode;
  /** The client's registered algorithm for signed answers (JARM section 3). */
  responseAlgorithm: string | null;
}

export type ResponseParameters = [string, string][];

/**
 * Returns the parameters of an answer with `code`. `iss` lets the client distinguish servers, which prevents
 * a mix-up attack (RFC 9207 section 2).
 */
export function codeParameters(
  issuer: string,
  { state }: Pick<ResponseTarget, 'state'>,
  code: string,
): ResponseParameters {
  return [['code', code], ...stateOf(state), ['iss', issuer]];
}

/**
 * Returns the parameters of an error answer (RFC 6749 section 4.1.2.1, RFC 9207 section 2).
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
 * Appends parameters to a URI as text: parsing and serializing would change the registered URI. A space
 * becomes `%20`, not `+`, so that every client decodes `state` to the same value.
 */
export function withQuery(uri: string, parameters: ResponseParameters): string {
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  if (!uri.includes('?')) return `${uri}?${query}`;
  return uri.endsWith('?') || uri.endsWith('&') ? uri + query : `${uri}&${query}`;
}
