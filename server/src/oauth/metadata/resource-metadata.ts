import type { Api } from '../../api.ts';
import {
  metadataPathOf,
  type ProtectedResource,
  protectedResources,
} from '../../config/addressing/protected-resource.ts';
import { OFFLINE_ACCESS, openIdScopes } from '../../config/schema/sign-in.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Route } from '../../http/inbound.ts';
import { scopesForAnybody } from '../registration/self-registration.ts';
import { dpopMetadata } from './dpop.ts';
import type { MetadataPart } from './part.ts';

/** The members that each feature adds to the metadata of a resource. */
const PARTS: readonly MetadataPart[] = [dpopMetadata, certificates];

/**
 * Protected resource metadata (RFC 9728), on every domain of the API and for each path that is a separate
 * resource: its authorization server and the methods for sending tokens. Without `jwks_uri`, because the API
 * signs nothing for its callers.
 */
export function protectedResourceRoutes(api: Api): Route[] {
  return metadataAnswers(api).map(({ host, path, answer }) => ({
    hosts: [host],
    path,
    method: 'GET',
    handle: async () => answer,
  }));
}

/** Returns the same by host, as served, and path, for a program that answers at that host itself. */
export function resourceMetadata(api: Api): (host: string, path: string) => Answer | null {
  const all = metadataAnswers(api);
  return (host, path) => all.find((each) => each.host === host && each.path === path)?.answer ?? null;
}

function metadataAnswers(api: Api): { host: string; path: string; answer: Answer }[] {
  return protectedResources(api).map((resource) => ({
    host: resource.host,
    path: metadataPathOf(resource),
    answer: json(200, describe(api, resource), { 'cache-control': 'public, max-age=300' }),
  }));
}

/** The metadata of a resource (RFC 9728 section 2). */
function describe(api: Api, { identifier, separate }: ProtectedResource): Record<string, unknown> {
  const { config, address } = api;
  return {
    // RFC 9728 section 3.3: MUST be the identifier into which the well-known path was inserted.
    resource: identifier,
    authorization_servers: [address.issuer],
    scopes_supported: separate && separate.scopes.length > 0 ? separate.scopes : listed(api),
    bearer_methods_supported: ['header'],
    resource_name: separate?.title ?? config.title,
    ...Object.assign({}, ...PARTS.map((part) => part(api))),
  };
}

/**
 * Agents register for and request every listed scope at once (MCP, scope selection). So scopes for platforms
 * only, the scopes of signing in, and `offline_access` are left out; the authorization server's metadata
 * lists them.
 */
function listed(api: Api): string[] {
  const { signIn, title } = api.config;
  const brought = signIn ? Object.keys(openIdScopes(title, signIn)) : [OFFLINE_ACCESS];
  return scopesForAnybody(api).filter((name) => !brought.includes(name));
}

/** RFC 8705 section 3: the client must present its certificate on the connection to the API too. */
function certificates({ config }: Api): Record<string, unknown> {
  return config.clientCertificates ? { tls_client_certificate_bound_access_tokens: true } : {};
}
