import type { Api } from '../../api.ts';
import { offeredGrants } from '../../config/offered-grants.ts';
import { type Answer, json } from '../../http/answer.ts';
import { HANDLED } from '../token/grants/index.ts';
import { clientAuthenticationMetadata, endpointAliases } from './client-authentication.ts';
import { clientDocumentsMetadata } from './client-documents.ts';
import { dpopMetadata } from './dpop.ts';
import { introspectionMetadata } from './introspection.ts';
import { openIdMetadata } from './openid.ts';
import type { MetadataPart } from './part.ts';
import { requestsMetadata } from './requests.ts';

/** The members that each feature adds. */
const PARTS: readonly MetadataPart[] = [
  clientAuthenticationMetadata,
  clientDocumentsMetadata,
  requestsMetadata,
  dpopMetadata,
  introspectionMetadata,
  openIdMetadata,
];

/** Authorization server metadata (RFC 8414 section 2), listing only what is available. */
export function metadataEndpoint(api: Api): () => Promise<Answer> {
  const { config, address } = api;
  const { endpoints } = address;
  const grants = offeredGrants(config).map(({ type }) => type);
  const base = {
    issuer: address.issuer,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
    revocation_endpoint: endpoints.revocation,
    introspection_endpoint: endpoints.introspection,
    ...(config.registration === 'off' ? {} : { registration_endpoint: endpoints.registration }),
    ...(config.accountHeader === undefined
      ? {}
      : { connections_endpoint: endpoints.connections, usage_endpoint: endpoints.usage }),
    jwks_uri: endpoints.jwks,
    scopes_supported: Object.keys(config.scopes),
    response_types_supported: ['code'],
    grant_types_supported: grants,
    code_challenge_methods_supported: ['S256'],
    // RFC 9207 section 3.
    authorization_response_iss_parameter_supported: true,
  };
  const parts = [...PARTS, ...grants.map((type) => HANDLED[type].metadata)];
  const metadata = Object.assign({}, base, ...parts.map((part) => part(api))) as Record<string, unknown>;
  Object.assign(metadata, endpointAliases(address.certificateOrigin, metadata));
  return async () => json(200, metadata, { 'cache-control': 'public, max-age=300' });
}

/**
 * Returns the path: the well-known path is inserted between host and path of the issuer (RFC 8414 section
 * 3.1).
 */
export function metadataPath(issuer: string): string {
  const { pathname } = new URL(issuer);
  return `/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`;
}
