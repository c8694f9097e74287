import { hostName } from '../../http/exchange.ts';
import { servedHost } from './described-call.ts';
import { type InternalApi, type InternalEndpoint, nothing, only, READ, single } from './endpoint.ts';

/**
 * `resource-metadata`: the document that an API in another process serves at its own
 * `/.well-known/oauth-protected-resource` (RFC 9728 section 3), for the host and path of the request. It is
 * public, so it needs no guard key.
 */
export const resourceMetadata: InternalEndpoint<Pick<InternalApi, 'api' | 'resourceMetadata'>> = {
  path: 'resource-metadata',
  answer: only(READ, (at, request) => {
    const host = servedHost(at.api, hostName(single(request, 'x-forwarded-host') ?? ''));
    const [path = ''] = (single(request, 'x-forwarded-uri') ?? '').split('?');
    return at.resourceMetadata(host, path) ?? nothing();
  }),
};
