import type { Api } from '../api.ts';
import type { Mode } from '../model/index.ts';
import { exploredDomains, exploredModes, explorerClientId, explorerSignsIn, explorerUrl } from './clients.ts';

/** A document, or a part of one, as it was written. */
export type Part = Record<string, unknown>;

/** What people may send a token by, as the explorer knows it. */
const SIGN_IN = 'signIn';
const TOKEN = 'token';
const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/**
 * The API's own OpenAPI document as the explorer shows it for one mode: the servers of that mode as they are served
 * now, signing in by authorization code with PKCE or a pasted token in place of whatever schemes it names, and with each
 * operation what it needs, in words.
 */
export function exploredDocument(api: Api, document: Part, mode: Mode): Part {
  const root = isPart(document.paths) ? document.paths : {};
  const signsIn = explorerSignsIn(api);
  const paths = Object.fromEntries(
    Object.entries(root).map(([path, item]) => [
      path,
      isPart(item) ? exploredPath(item, document.security, signsIn) : item,
    ]),
  );
  const components = isPart(document.components) ? document.components : {};
  const { security: _, ...rest } = document;
  return {
    ...rest,
    servers: serversOf(api, mode),
    paths,
    components: { ...components, securitySchemes: schemesOf(api, mode) },
  };
}

function serversOf(api: Api, mode: Mode): Part[] {
  const { address } = api;
  return exploredDomains(api)
    .filter((domain) => domain.mode === mode)
    .map(({ host }) => {
      const { protocol, port } = new URL(address.api);
      return {
        url: `${protocol}//${address.hostOf(host)}${port === '' ? '' : `:${port}`}`,
        description: mode,
      };
    });
}

function schemesOf(api: Api, mode: Mode): Part {
  const pasted = {
    type: 'http',
    scheme: 'bearer',
    description: 'A token that you have: a personal access token, or one that a client was given.',
  };
  if (!explorerSignsIn(api)) return { [TOKEN]: pasted };
  const { authorization, token } = api.address.endpoints;
  const scopes = Object.entries(api.config.scopes).filter(
    ([, scope]) => !scope.platformsOnly && !scope.aboutUser,
  );
  const authorizationCode = {
    authorizationUrl: authorization,
    tokenUrl: token,
    refreshUrl: token,
    scopes: Object.fromEntries(scopes.map(([name, { title }]) => [name, title])),
    'x-usePkce': 'SHA-256',
    'x-scalar-client-id': explorerClientId(mode),
    'x-scalar-redirect-uri': explorerUrl(api),
    // A public client proves nothing; Basic with an empty secret would be a proof, and a wrong one.
    'x-scalar-credentials-location': 'body',
  };
  return {
    [SIGN_IN]: {
      type: 'oauth2',
      description: 'Sign in and choose what to allow.',
      flows: { authorizationCode },
      'x-default-scopes': defaultScopes(api),
    },
    [TOKEN]: pasted,
  };
}

/** What is chosen until somebody chooses another. */
export function preferredScheme(api: Pick<Api, 'config'>): string {
  return explorerSignsIn(api) ? SIGN_IN : TOKEN;
}

/** Without any, nothing would be ticked, and what signing in then asks for would be refused. */
function defaultScopes({ config }: Api): string[] {
  if (config.defaultScopes.length > 0) return config.defaultScopes;
  const first = Object.entries(config.scopes).find(([, scope]) => !scope.platformsOnly && !scope.aboutUser);
  return first ? [first[0]] : [];
}

function exploredPath(item: Part, inherited: unknown, signsIn: boolean): Part {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) =>
      METHODS.has(key) && isPart(value) ? [key, exploredOperation(value, inherited, signsIn)] : [key, value],
    ),
  );
}

function exploredOperation(operation: Part, inherited: unknown, signsIn: boolean): Part {
  const ways = waysIn(operation.security ?? inherited);
  const signedIn = signsIn ? (ways ?? []).map((scopes) => ({ [SIGN_IN]: scopes })) : [];
  const text = typeof operation.description === 'string' ? operation.description : '';
  const needs = needsOf(operation, ways);
  return {
    ...operation,
    security: ways === null ? [] : [...signedIn, { [TOKEN]: [] }],
    ...(needs === '' ? {} : { description: [text, needs].filter(Boolean).join('\n\n') }),
  };
}

/** Scopes of each alternative; `null` where none is needed. */
function waysIn(security: unknown): string[][] | null {
  if (!Array.isArray(security) || security.length === 0) return null;
  const ways = security.map((way) => (isPart(way) ? Object.values(way).flat().map(String).sort() : []));
  // Alternatives that differ in nothing but their scheme are one here, where there is one scheme for all.
  return [...new Map(ways.map((scopes) => [scopes.join(' '), scopes])).values()];
}

function needsOf(operation: Part, ways: string[][] | null): string {
  if (ways === null) return '';
  const asCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' and ');
  const scopes = ways.filter((way) => way.length > 0).map(asCode);
  const permission = operation['x-latchkey-permission'];
  return [
    scopes.length > 0 && `**Scope** ${scopes.join(', or ')}`,
    typeof permission === 'string' && `**Permission** ${asCode([permission])}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Path of the document of each mode, the first one shown first. */
export function documentPaths(api: Pick<Api, 'config'>): { mode: Mode; path: string }[] {
  const { path } = api.config.pages.explorer;
  return exploredModes(api).map((mode) => ({ mode, path: `${path}/${mode}.json` }));
}
