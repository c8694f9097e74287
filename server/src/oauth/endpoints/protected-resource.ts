import type { Api } from '../../api.ts';
import {
  metadataPathOf,
  type ProtectedResource,
  protectedResources,
} from '../../config/protected-resource.ts';
import { json } from '../../http/answer.ts';
import type { Route } from '../../http/inbound.ts';
import { dpopMetadata } from '../metadata/dpop.ts';
import type { MetadataPart } from '../metadata/part.ts';

/** What each feature adds to what a resource says about itself. */
const PARTS: readonly MetadataPart[] = [dpopMetadata, certificates];

/**
 * Protected resource metadata (RFC 9728): on every domain of the API, and for each path on it that is a resource
 * of its own, who issues tokens for it and how they are to be sent. Without `jwks_uri`: the API signs nothing for
 * its callers.
 */
export function protectedResourceRoutes(api: Api): Route[] {
  return protectedResources(api).map((resource) => {
    const answer = json(200, describe(api, resource), { 'cache-control': 'public, max-age=300' });
    return {
      hosts: [resource.host],
      path: metadataPathOf(resource),
      method: 'GET',
      handle: async () => answer,
    };
  });
}

/** What a resource says about itself (RFC 9728 section 2). */
function describe(api: Api, { identifier, separate }: ProtectedResource): Record<string, unknown> {
  const { config, address } = api;
  return {
    // RFC 9728 section 3.3: the very identifier that the well-known path was put into.
    resource: identifier,
    authorization_servers: [address.issuer],
    scopes_supported: separate && separate.scopes.length > 0 ? separate.scopes : Object.keys(config.scopes),
    bearer_methods_supported: ['header'],
    resource_name: separate?.title ?? config.title,
    ...Object.assign({}, ...PARTS.map((part) => part(api))),
  };
}

/** RFC 8705 section 3: on the connection to the API as well, the client must show its certificate. */
function certificates({ config }: Api): Record<string, unknown> {
  return config.clientCertificates ? { tls_client_certificate_bound_access_tokens: true } : {};
}
