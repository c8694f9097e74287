import type { Mode } from '../../model/index.ts';
import type { ApiConfig } from '../schema/api-config.ts';
import type { SeparateResource } from '../schema/separate-resource.ts';

export type EndpointName = keyof ApiConfig['endpoints'];

/**
 * The addresses of an API in this process: its public host names, or `<label>.<api>.localhost:port`. Every
 * URL that is shown comes from here, so that issuer, metadata and links agree.
 */
export interface Address {
  issuer: string;
  /** Scheme, host and port of the issuer, which also serves the pages. */
  origin: string;
  endpoints: Record<EndpointName, string>;
  /** Where the explorer is; `null` without one. */
  explorer: string | null;
  /** Every host as served in this process (no port), with what it serves. */
  hosts: Map<string, ServedHost>;
  /** Base URL of the first live domain. */
  api: string;
  /** Base URL of the first domain of a mode, or of the first domain if the mode has none. */
  apiIn(mode: Mode): string;
  /** Returns the host under which a public host name is served here, without port. */
  hostOf(publicHost: string): string;
  secure: boolean;
  /** The origin at which client certificates are requested, if it differs from the others. */
  certificateOrigin: string | null;
}

export interface ServedHost {
  publicHost: string;
  /** `null` for a host that is not a domain of the API (the accounts host). */
  mode: Mode | null;
  /** The port of a separate program on this host, if it is known. */
  port?: number;
  /** Scheme, host and port. */
  origin: string;
  /** The separate resource that the whole host is; `null` where the API itself answers. */
  separate: SeparateResource | null;
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

  const { origin } = new URL(served(config.issuer));
  const hosts = new Map<string, ServedHost>();
  const serve = (publicHost: string, what: Pick<ServedHost, 'mode' | 'port'> & Partial<ServedHost>) => {
    const host = hostOf(publicHost);
    hosts.set(host, { publicHost, separate: null, origin: originAt(origin, host, what.port), ...what });
  };
  const explorer = config.explorer === false ? null : `${config.explorer}${config.pages.explorer.path}`;
  for (const url of [
    config.issuer,
    ...Object.values(publicEndpoints(config)),
    ...(explorer ? [explorer] : []),
  ]) {
    const publicHost = new URL(url).hostname;
    serve(publicHost, { mode: null });
  }
  for (const [name, domain] of Object.entries(config.domains)) {
    const { front } = domain.separate ?? config;
    const own = addressing.kind === 'localhost' && front.kind === 'sdk' ? front.port : undefined;
    const port = own === undefined ? {} : { port: own };
    for (const publicHost of [name, ...domain.aliases]) {
      serve(publicHost, { mode: domain.mode, separate: domain.separate ?? null, ...port });
    }
  }
  // Client certificates need TLS, so this origin exists only under public names.
  const certificateOrigin = addressing.kind === 'public' ? (config.clientCertificates?.origin ?? null) : null;
  const certificateHost = certificateOrigin && new URL(certificateOrigin).hostname;
  if (certificateHost && !hosts.has(certificateHost)) {
    serve(certificateHost, { mode: null });
  }
  const whole = Object.entries(config.domains).filter(([, domain]) => !domain.separate);
  const apiIn = (mode: Mode) => {
    const first = whole.find(([, domain]) => domain.mode === mode) ?? whole[0];
    const host = first?.[0] ?? new URL(config.issuer).hostname;
    return atPort(served(`https://${host}${publicPort(config)}`), hosts.get(hostOf(host))?.port);
  };
  return {
    issuer: served(config.issuer),
    origin,
    endpoints,
    explorer: explorer && served(explorer),
    hosts,
    api: apiIn('live'),
    apiIn,
    hostOf,
    secure: addressing.kind === 'public',
    certificateOrigin,
  };
}

/** Returns the origin of a host that is served beside `origin`. */
export function originAt(origin: string, host: string, port?: number): string {
  const { protocol, port: common } = new URL(origin);
  const own = port ?? common;
  return `${protocol}//${host}${own === '' ? '' : `:${own}`}`;
}

function atPort(url: string, port: number | undefined): string {
  return port === undefined ? url : url.replace(/:\d+$/, `:${port}`);
}

/** OpenID Connect Discovery section 4: the well-known path is appended to the issuer's path. */
export function discoveryPath(issuer: string): string {
  const { pathname } = new URL(issuer);
  return `${pathname === '/' ? '' : pathname}/.well-known/openid-configuration`;
}

/** Returns the public URLs of the endpoints, with defaults. */
function publicEndpoints(config: ApiConfig): Record<EndpointName, string> {
  const { issuer, endpoints } = config;
  return {
    authorization: endpoints.authorization,
    token: endpoints.token,
    revocation: endpoints.revocation ?? `${issuer}/oauth/revoke`,
    introspection: endpoints.introspection ?? `${issuer}/oauth/introspect`,
    registration: endpoints.registration ?? `${issuer}/oauth/register`,
    connections: endpoints.connections ?? `${issuer}/oauth/connections`,
    usage: endpoints.usage ?? `${issuer}/usage`,
    jwks: endpoints.jwks ?? `${issuer}/.well-known/jwks.json`,
    pushedAuthorization: endpoints.pushedAuthorization ?? `${issuer}/oauth/par`,
    deviceAuthorization: endpoints.deviceAuthorization ?? `${issuer}/oauth/device`,
    userinfo: endpoints.userinfo ?? `${issuer}/oauth/userinfo`,
    // The session's cookie belongs to the authorization endpoint's host, so this endpoint has to be there
    // too.
    endSession: endpoints.endSession ?? `${new URL(endpoints.authorization).origin}/oauth/logout`,
  };
}

/** The port in the URLs of all public hosts, or empty for the default port. */
function publicPort({ issuer }: ApiConfig): string {
  const { port } = new URL(issuer);
  return port === '' ? '' : `:${port}`;
}

function labelOf(config: ApiConfig, name: string): string {
  return config.labels[name] ?? name.split('.')[0] ?? name;
}
