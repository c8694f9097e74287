import type { Mode } from '../model/index.ts';
import type { ApiConfig } from './define-api.ts';

export type EndpointName =
  | 'authorization'
  | 'token'
  | 'revocation'
  | 'introspection'
  | 'registration'
  | 'jwks';

/**
 * How an API is addressed in this process: under its public host names, or under `<label>.<api>.localhost:port`.
 * Everything that shows a URL asks here, so issuer, metadata and links always agree.
 */
export interface Address {
  issuer: string;
  /** Scheme, host and port of the issuer: where the pages are. */
  origin: string;
  endpoints: Record<EndpointName, string>;
  /** Every host as served now (no port), with what answers there. */
  hosts: Map<string, ServedHost>;
  /** Base URL of the first live domain. */
  api: string;
  /** A public host name as it is served now, without port. */
  hostOf(publicHost: string): string;
  secure: boolean;
}

export interface ServedHost {
  publicHost: string;
  /** `null` for a host that is no domain of the API (the accounts host). */
  mode: Mode | null;
}

export type Addressing = { kind: 'public' } | { kind: 'localhost'; port: number };

export function addressOf(config: ApiConfig, addressing: Addressing): Address {
  const hostOf = (name: string) =>
    addressing.kind === 'public' ? name : `${labelOf(config, name)}.${config.name}.localhost`;
  const served = (url: string) => {
    if (addressing.kind === 'public') return url;
    const { hostname, pathname } = new URL(url);
    const path = pathname === '/' && !url.endsWith('/') ? '' : pathname;
    return `http://${hostOf(hostname)}:${addressing.port}${path}`;
  };
  const endpoints = Object.fromEntries(
    Object.entries(publicEndpoints(config)).map(([name, url]) => [name, served(url)]),
  ) as Record<EndpointName, string>;

  const hosts = new Map<string, ServedHost>();
  for (const url of [config.issuer, ...Object.values(publicEndpoints(config))]) {
    const publicHost = new URL(url).hostname;
    hosts.set(hostOf(publicHost), { publicHost, mode: null });
  }
  for (const [name, domain] of Object.entries(config.domains)) {
    for (const publicHost of [name, ...domain.aliases]) {
      hosts.set(hostOf(publicHost), { publicHost, mode: domain.mode });
    }
  }
  const firstLive = Object.entries(config.domains).find(([, domain]) => domain.mode === 'live');
  const apiHost = firstLive?.[0] ?? Object.keys(config.domains)[0] ?? new URL(config.issuer).hostname;
  return {
    issuer: served(config.issuer),
    origin: new URL(served(config.issuer)).origin,
    endpoints,
    hosts,
    api: served(`https://${apiHost}`),
    hostOf,
    secure: addressing.kind === 'public',
  };
}

/**
 * Base URLs that stand for the API as a resource (RFC 8707 section 2), without trailing slash: its issuer and every
 * domain that it answers on.
 */
export function resourcesOf(address: Pick<Address, 'issuer' | 'api' | 'hosts'>): string[] {
  const { protocol, port } = new URL(address.api);
  const suffix = port === '' ? '' : `:${port}`;
  const domains = [...address.hosts].filter(([, { mode }]) => mode !== null);
  return [address.issuer, ...domains.map(([host]) => `${protocol}//${host}${suffix}`)];
}

/** Endpoints as the outside world knows them, defaults filled in. */
function publicEndpoints(config: ApiConfig): Record<EndpointName, string> {
  const { issuer, endpoints } = config;
  return {
    authorization: endpoints.authorization,
    token: endpoints.token,
    revocation: endpoints.revocation ?? `${issuer}/oauth/revoke`,
    introspection: endpoints.introspection ?? `${issuer}/oauth/introspect`,
    registration: endpoints.registration ?? `${issuer}/oauth/register`,
    jwks: endpoints.jwks ?? `${issuer}/.well-known/jwks.json`,
  };
}

function labelOf(config: ApiConfig, name: string): string {
  return config.labels[name] ?? name.split('.')[0] ?? name;
}
