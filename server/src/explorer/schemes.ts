import type { Api } from '../api.ts';
import type { Mode } from '../model/index.ts';
import { checkerOf, wayInBy } from '../openapi/security-schemes.ts';
import { explorerClientId, explorerSignsIn, returnUrl } from './clients.ts';
import { isPart, type Part } from './part.ts';

/** Where the explorer puts a token: names of security schemes of the document that it shows. */
export interface SchemeNames {
  /** By signing in; `null` where a page could not be given a token. */
  signIn: string | null;
  /** By pasting a token. */
  token: string;
}

/**
 * The document's own names, for which its readers know these schemes: people sign in by its first OAuth scheme and paste a
 * token into its first bearer scheme. A kind that it lacks is added under a name of the explorer's.
 */
export function schemeNames(api: Api, document: Part): SchemeNames {
  const own = Object.entries(ownSchemes(document));
  const oauth = own.find(([, scheme]) => isOAuth(scheme))?.[0];
  const bearer = own.find(([, scheme]) => isBearer(scheme))?.[0];
  return explorerSignsIn(api)
    ? { signIn: oauth ?? 'signIn', token: bearer ?? 'token' }
    : { signIn: null, token: bearer ?? oauth ?? 'token' };
}

/** Those two schemes, and beside them all others as they were written. */
export function exploredSchemes(api: Api, document: Part, mode: Mode): Part {
  const own = ownSchemes(document);
  const { signIn, token } = schemeNames(api, document);
  const described = (name: string, scheme: Part) => {
    const { description } = isPart(own[name]) ? own[name] : {};
    return { [name]: { ...scheme, ...(typeof description === 'string' ? { description } : {}) } };
  };
  return {
    ...own,
    ...described(token, pastedToken()),
    ...(signIn === null ? {} : described(signIn, signedIn(api, mode))),
  };
}

/** The alternatives of an operation, with the two that the explorer has fields for where they are missing. */
export function exploredSecurity({ signIn, token }: SchemeNames, ways: readonly Part[]): Part[] {
  const named = (name: string) => ways.some((way) => Object.hasOwn(way, name));
  const bySigningIn =
    signIn === null || named(signIn) ? [] : scopesOf(ways).map((each) => ({ [signIn]: each }));
  return [...bySigningIn, ...ways, ...(named(token) ? [] : [{ [token]: [] }])];
}

/** The scopes of each alternative; those that differ in their scheme alone are one here. */
export function scopesOf(ways: readonly Part[]): string[][] {
  const scopes = ways.map((way) => Object.values(way).flat().map(String).sort());
  return [...new Map(scopes.map((each) => [each.join(' '), each])).values()];
}

/** Whether an alternative of `security` is a way in, as the guard has it. */
export type IsWayIn = (alternative: Part) => boolean;

/** An alternative that the guard leaves out would only be tried in vain. */
export function wayInBySchemes({ config }: Pick<Api, 'config'>, document: Part): IsWayIn {
  const own = ownSchemes(document);
  const checker = (name: string) => {
    const scheme = own[name];
    if (!isPart(scheme)) return 'token';
    const text = (key: string) => (typeof scheme[key] === 'string' ? scheme[key] : null);
    return checkerOf(
      name,
      { type: text('type'), scheme: text('scheme'), openIdConnectUrl: text('openIdConnectUrl') },
      config,
    );
  };
  return (alternative) => wayInBy(Object.keys(alternative).map(checker)) !== 'left_out';
}

function ownSchemes({ components }: Part): Part {
  return isPart(components) && isPart(components.securitySchemes) ? components.securitySchemes : {};
}

function isOAuth(scheme: unknown): boolean {
  return isPart(scheme) && (scheme.type === 'oauth2' || scheme.type === 'openIdConnect');
}

function isBearer(scheme: unknown): boolean {
  return isPart(scheme) && scheme.type === 'http' && String(scheme.scheme).toLowerCase() === 'bearer';
}

function pastedToken(): Part {
  const description = 'A token that you have: a personal access token, or one that a client was given.';
  return { type: 'http', scheme: 'bearer', description };
}

function signedIn(api: Api, mode: Mode): Part {
  const { authorization, token } = api.address.endpoints;
  const authorizationCode = {
    authorizationUrl: authorization,
    tokenUrl: token,
    refreshUrl: token,
    scopes: Object.fromEntries(scopesForPeople(api).map(([name, { title }]) => [name, title])),
    'x-usePkce': 'SHA-256',
    'x-scalar-client-id': explorerClientId(mode),
    'x-scalar-redirect-uri': returnUrl(api),
    // A public client proves nothing; Basic with an empty secret would be a proof, and a wrong one.
    'x-scalar-credentials-location': 'body',
  };
  return {
    type: 'oauth2',
    description: 'Sign in and choose what to allow.',
    flows: { authorizationCode },
    'x-default-scopes': ticked(api),
  };
}

function scopesForPeople({ config }: Api) {
  return Object.entries(config.scopes).filter(([, scope]) => !scope.platformsOnly && !scope.aboutUser);
}

/** Ticked from the beginning. With none, signing in would ask for nothing and be refused. */
function ticked(api: Api): string[] {
  if (api.config.defaultScopes.length > 0) return api.config.defaultScopes;
  return scopesForPeople(api)
    .slice(0, 1)
    .map(([name]) => name);
}
