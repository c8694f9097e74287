import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import { hostName } from '../../http/exchange.ts';
import type { Inbound } from '../../http/inbound.ts';
import { getOnly, nothing, servedHost, single } from './check.ts';

/**
 * `resource-metadata`: what an API in another process is to answer at its own
 * `/.well-known/oauth-protected-resource` (RFC 9728 section 3), for the host and path that it was asked at. Public, as
 * the document is, so it needs no guard key.
 */
export function resourceMetadataRoute(
  api: Api,
  metadataAt: (host: string, path: string) => Answer | null,
  request: Inbound,
): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD') return getOnly();
  const host = servedHost(api, hostName(single(request, 'x-forwarded-host') ?? ''));
  const [path = ''] = (single(request, 'x-forwarded-uri') ?? '').split('?');
  return metadataAt(host, path) ?? nothing();
}
