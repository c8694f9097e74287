import type { ApiConfig } from '../config/index.ts';

/** The members of a security scheme that decide who checks it. */
export interface WrittenScheme {
  type: string | null;
  /** For `type: http`: the scheme of the `Authorization` header. */
  scheme: string | null;
  openIdConnectUrl: string | null;
  /** For `type: oauth2`: the endpoints that its flows name. */
  endpoints: string[];
}

/** The members of a flow that name an endpoint. */
export const FLOW_ENDPOINTS = ['authorizationUrl', 'tokenUrl', 'deviceAuthorizationUrl'];

/** `token`: Latchkey checks a token. `api`: the API checks it, according to the configuration. */
export type Checker = 'token' | 'api' | 'nobody';

/** `left_out`: no token satisfies it. `unchecked`: it needs a token and something that no one checks. */
export type AlternativeKind = 'open' | 'by_token' | 'left_out' | 'unchecked';

/**
 * Returns who checks a security scheme. Latchkey knows only its own tokens: it does not check an API key, a
 * password, a certificate or another provider's token in a call, so a call without one would pass as well.
 */
export function checkerOf(name: string, written: WrittenScheme, config: ApiConfig): Checker {
  const told = Object.hasOwn(config.securitySchemes, name) ? config.securitySchemes[name] : undefined;
  if (told) return told;
  const { type, scheme, openIdConnectUrl, endpoints } = written;
  if (type === 'oauth2') {
    const ours = endpoints.length === 0 || endpoints.some((url) => isOwn(url, config));
    return ours ? 'token' : 'nobody';
  }
  if (type === 'http' && scheme?.toLowerCase() === 'bearer') return 'token';
  if (type === 'openIdConnect' && openIdConnectUrl === `${config.issuer}/.well-known/openid-configuration`) {
    return 'token';
  }
  return 'nobody';
}

/** Returns whether a URL is at a host of this API. A relative one is: it is meant for where the document is. */
function isOwn(url: string, { issuer, endpoints, domains }: ApiConfig): boolean {
  if (!URL.canParse(url)) return true;
  const own = [issuer, ...Object.values(endpoints)].flatMap((each) => (each ? new URL(each).host : []));
  return [...own, ...Object.keys(domains)].includes(new URL(url).host);
}

/** Returns the kind of one alternative of `security`, given who checks each of its schemes. */
export function alternativeKind(checkers: readonly Checker[]): AlternativeKind {
  if (checkers.length === 0) return 'open';
  if (!checkers.includes('token')) return 'left_out';
  return checkers.includes('nobody') ? 'unchecked' : 'by_token';
}

/** Returns a scheme in a few words, such as `http basic`. */
export function describeScheme({ type, scheme, openIdConnectUrl, endpoints }: WrittenScheme): string {
  const of = openIdConnectUrl ?? endpoints[0];
  return [type ?? 'no type', scheme, of && `of ${of}`].filter(Boolean).join(' ');
}
