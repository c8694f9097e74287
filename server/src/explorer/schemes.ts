import type { Api } from '../api.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Mode } from '../model/index.ts';
import { alternativeKind, type Checker, checkerOf, FLOW_ENDPOINTS } from '../openapi/security-schemes.ts';
import { explorerClientId, explorerSignsIn, returnUrl, scopesForPeople } from './clients.ts';
import { isPart, type Part } from './part.ts';

/** The security schemes of the shown document that the explorer fills with a token. */
export interface SchemeNames {
  /** The scheme for signing in, or `null` if a page cannot get a token. */
  signIn: string | null;
  /** The scheme for pasting a token. */
  token: string;
}

/**
 * Returns the document's own names, which its readers know: users sign in by its first OAuth scheme and paste
 * a token into its first bearer scheme. If it lacks one, the explorer adds its own.
 */
export function schemeNames(api: Api, document: Part): SchemeNames {
  const own = Object.entries(ownSchemes(document));
  const oauth = own.find(
    (each) => isOAuth(each[1]) && checkerIn(api.config, document, each[0]) === 'token',
  )?.[0];
  const bearer = own.find(([, scheme]) => isBearer(scheme))?.[0];
  return explorerSignsIn(api)
    ? { signIn: oauth ?? 'signIn', token: bearer ?? 'token' }
    : { signIn: null, token: bearer ?? oauth ?? 'token' };
}

/** Returns those two schemes, and all others as they were written. */
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

/** Returns the alternatives of an operation, with the explorer's two schemes added where they are missing. */
export function exploredSecurity({ signIn, token }: SchemeNames, alternatives: readonly Part[]): Part[] {
  const named = (name: string) => alternatives.some((alternative) => Object.hasOwn(alternative, name));
  const bySigningIn =
    signIn === null || named(signIn) ? [] : scopesOf(alternatives).map((each) => ({ [signIn]: each }));
  return [...bySigningIn, ...alternatives, ...(named(token) ? [] : [{ [token]: [] }])];
}

/** Returns the scopes of each alternative. Alternatives that differ in their scheme only are merged. */
export function scopesOf(alternatives: readonly Part[]): string[][] {
  const scopes = alternatives.map((alternative) => Object.values(alternative).flat().map(String).sort());
  return [...new Map(scopes.map((each) => [each.join(' '), each])).values()];
}

/** Whether the guard accepts an alternative of `security`. */
export type IsAccepted = (alternative: Part) => boolean;

/** An alternative that the guard leaves out must not be offered: it would always be refused. */
export function acceptedBySchemes({ config }: Pick<Api, 'config'>, document: Part): IsAccepted {
  const checkers = (alternative: Part) =>
    Object.keys(alternative).map((name) => checkerIn(config, document, name));
  return (alternative) => alternativeKind(checkers(alternative)) !== 'left_out';
}

/** Returns who checks a scheme of the shown document. */
function checkerIn(config: ApiConfig, document: Part, name: string): Checker {
  const scheme = ownSchemes(document)[name];
  if (!isPart(scheme)) return 'token';
  const text = (key: string, of: Part = scheme) => (typeof of[key] === 'string' ? of[key] : null);
  const flows = isPart(scheme.flows) ? Object.values(scheme.flows).filter(isPart) : [];
  const endpoints = flows.flatMap((flow) => FLOW_ENDPOINTS.flatMap((key) => text(key, flow) ?? []));
  const [type, http, openIdConnectUrl] = [text('type'), text('scheme'), text('openIdConnectUrl')];
  return checkerOf(name, { type, scheme: http, openIdConnectUrl, endpoints }, config);
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
    scopes: Object.fromEntries(scopesForPeople(api).map((name) => [name, api.config.scopes[name]?.title])),
    'x-usePkce': 'SHA-256',
    'x-scalar-client-id': explorerClientId(mode),
    'x-scalar-redirect-uri': returnUrl(api),
    // A public client sends no credentials; Basic with an empty secret would count as wrong ones.
    'x-scalar-credentials-location': 'body',
  };
  return {
    type: 'oauth2',
    description: 'Sign in and choose what to allow.',
    flows: { authorizationCode },
    'x-default-scopes': ticked(api),
  };
}

/** Ticked initially. With no scope, a sign-in would request nothing and be refused. */
function ticked(api: Api): string[] {
  if (api.config.defaultScopes.length > 0) return api.config.defaultScopes;
  return scopesForPeople(api).slice(0, 1);
}
