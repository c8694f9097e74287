import type { Api } from '../api.ts';
import type { Mode } from '../model/index.ts';
import { exploredDomains, exploredModes } from './clients.ts';
import { isPart, type Part } from './part.ts';
import {
  exploredSchemes,
  exploredSecurity,
  type IsWayIn,
  type SchemeNames,
  schemeNames,
  scopesOf,
  wayInBySchemes,
} from './schemes.ts';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/**
 * The API's own OpenAPI document as the explorer shows it for one mode: the servers of that mode as they are served
 * now, its schemes as the explorer can use them, and with each operation what it needs, in words.
 */
export function exploredDocument(api: Api, document: Part, mode: Mode): Part {
  const root = isPart(document.paths) ? document.paths : {};
  const showing: Showing = {
    inherited: document.security,
    names: schemeNames(api, document),
    isWayIn: wayInBySchemes(api, document),
    servers: (written) => serversOf(api, mode, written),
  };
  const paths = Object.fromEntries(
    Object.entries(root).map(([path, item]) => [path, isPart(item) ? exploredPath(item, showing) : item]),
  );
  const components = isPart(document.components) ? document.components : {};
  const { security: _, ...rest } = document;
  return {
    ...rest,
    ...showing.servers([{ url: '/' }]),
    ...showing.servers(document.servers),
    paths,
    components: { ...components, securitySchemes: exploredSchemes(api, document, mode) },
  };
}

/**
 * The hosts of a mode as they are served now, with the path of the `servers` that were written; nothing where none were.
 * A host that a document names for one operation may be somebody else's, who has to see no token.
 */
function serversOf(api: Api, mode: Mode, written: unknown): { servers?: Part[] } {
  if (!Array.isArray(written) || written.length === 0) return {};
  const [first] = written;
  const base = isPart(first) && typeof first.url === 'string' ? first.url.replace(/\/$/, '') : '';
  const { address } = api;
  const servers = exploredDomains(api)
    .filter((domain) => domain.mode === mode)
    .map(({ host }) => {
      const { protocol, port } = new URL(address.api);
      return {
        url: `${protocol}//${address.hostOf(host)}${port === '' ? '' : `:${port}`}${base}`,
        description: mode,
      };
    });
  return { servers };
}

/** The context in which every part of the document is shown. */
interface Showing {
  inherited: unknown;
  names: SchemeNames;
  isWayIn: IsWayIn;
  servers(written: unknown): { servers?: Part[] };
}

function exploredPath(item: Part, showing: Showing): Part {
  const shown = Object.entries(item).map(([key, value]) =>
    METHODS.has(key) && isPart(value) ? [key, exploredOperation(value, showing)] : [key, value],
  );
  return { ...Object.fromEntries(shown), ...showing.servers(item.servers) };
}

function exploredOperation(operation: Part, { inherited, names, isWayIn, servers }: Showing): Part {
  const ways = waysIn(operation.security ?? inherited, isWayIn);
  const text = typeof operation.description === 'string' ? operation.description : '';
  const needs = needsOf(operation, ways);
  return {
    ...operation,
    ...servers(operation.servers),
    security: ways === null ? [] : exploredSecurity(names, ways),
    ...(needs === '' ? {} : { description: [text, needs].filter(Boolean).join('\n\n') }),
  };
}

/** The alternatives of an operation that let somebody in; `null` where none is needed. */
function waysIn(security: unknown, isWayIn: IsWayIn): Part[] | null {
  if (!Array.isArray(security) || security.length === 0) return null;
  const ways = security.filter(isPart).filter(isWayIn);
  return ways.some((way) => Object.keys(way).length > 0) || ways.length === 0 ? ways : null;
}

function needsOf(operation: Part, ways: Part[] | null): string {
  if (ways === null) return '';
  const asCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' and ');
  const scopes = scopesOf(ways)
    .filter((way) => way.length > 0)
    .map(asCode);
  const permission = operation['x-latchkey-permission'];
  return [
    scopes.length > 0 && `**Scope** ${scopes.join(', or ')}`,
    typeof permission === 'string' && `**Permission** ${asCode([permission])}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Path of the document of each mode, the one shown first in front. */
export function documentPaths(api: Pick<Api, 'config'>): { mode: Mode; path: string }[] {
  const { path } = api.config.pages.explorer;
  return exploredModes(api).map((mode) => ({ mode, path: `${path}/${mode}.json` }));
}
