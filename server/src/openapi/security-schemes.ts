import type { ApiConfig } from '../config/index.ts';

/** The members of a security scheme that decide who checks it. */
export interface WrittenScheme {
  type: string | null;
  /** Of `type: http`: the scheme of the `Authorization` header. */
  scheme: string | null;
  openIdConnectUrl: string | null;
}

/** `token`: Latchkey, by a token. `api`: the API behind, as the configuration says. */
export type Checker = 'token' | 'api' | 'nobody';

/** `left_out`: no token opens it. `unchecked`: a token is needed, and something beside it that is checked by nobody. */
export type WayIn = 'open' | 'by_token' | 'left_out' | 'unchecked';

/**
 * Who checks a security scheme. Latchkey knows its own tokens alone: an API key, a password, a certificate or somebody
 * else's ID token that stands in a call is never looked at, so that whoever sends nothing would pass as well.
 */
export function checkerOf(name: string, written: WrittenScheme, config: ApiConfig): Checker {
  const told = Object.hasOwn(config.securitySchemes, name) ? config.securitySchemes[name] : undefined;
  if (told) return told;
  const { type, scheme, openIdConnectUrl } = written;
  if (type === 'oauth2') return 'token';
  if (type === 'http' && scheme?.toLowerCase() === 'bearer') return 'token';
  if (type === 'openIdConnect' && openIdConnectUrl === `${config.issuer}/.well-known/openid-configuration`) {
    return 'token';
  }
  return 'nobody';
}

/** The meaning of one alternative of `security`, by who checks each of its schemes. */
export function wayInBy(checkers: readonly Checker[]): WayIn {
  if (checkers.length === 0) return 'open';
  if (!checkers.includes('token')) return 'left_out';
  return checkers.includes('nobody') ? 'unchecked' : 'by_token';
}

/** A scheme in a few words, such as `http basic`. */
export function describeScheme({ type, scheme, openIdConnectUrl }: WrittenScheme): string {
  return [type ?? 'no type', scheme, openIdConnectUrl && `of ${openIdConnectUrl}`].filter(Boolean).join(' ');
}
