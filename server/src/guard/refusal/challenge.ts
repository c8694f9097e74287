import type { Api } from '../../api.ts';
import { metadataUrlOf, resourceAt } from '../../config/addressing/protected-resource.ts';
import type { Call } from '../call.ts';
import type { Challenge } from './refusals.ts';

/**
 * Returns `WWW-Authenticate` for a refused call, in the scheme that it used (`null` for none), with the address of this
 * resource's metadata (RFC 9728 section 5.1). A caller without a valid token is told of both schemes.
 */
export function challengeHeader(
  api: Api,
  call: Pick<Call, 'host' | 'path'>,
  scheme: 'Bearer' | 'DPoP' | null,
  { error, detail, scope }: Challenge,
): string {
  const resource = resourceAt(api, call.host, call.path);
  const metadata = resource === null ? [] : [`resource_metadata="${metadataUrlOf(api, resource)}"`];
  // The scopes to begin with, for a caller without a valid token (MCP 2026-07-28, scope selection strategy).
  const asked = error === null || error === 'invalid_token' ? (resource?.separate?.scopes ?? []) : [];
  const needed = scope.length > 0 ? scope : asked;
  const algorithms = `algs="${api.config.dpop.algorithms.join(' ')}"`;
  const attributes = [
    `realm="${quotable(api.config.title)}"`,
    ...(error === null ? [] : [`error="${error}"`, `error_description="${quotable(detail)}"`]),
    ...(needed.length === 0 ? [] : [`scope="${needed.join(' ')}"`]),
    ...metadata,
  ];
  if (scheme === 'DPoP') {
    return `DPoP ${[...attributes, algorithms].join(', ')}`;
  }
  const bearer = `Bearer ${attributes.join(', ')}`;
  if (error !== null && error !== 'invalid_token') return bearer;
  return `${bearer}, DPoP ${[algorithms, ...metadata].join(', ')}`;
}

/** Reduces a text to the characters that a challenge may quote (RFC 6750 section 3): printable ASCII without `"` and `\`. */
function quotable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/["\\]/g, "'")
    .replace(/[^\x20-\x7e]/g, '?');
}
