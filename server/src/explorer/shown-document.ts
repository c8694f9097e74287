import type { Api } from '../api.ts';
import type { Mode } from '../model/index.ts';
import { exploredDomains, exploredModes } from './clients.ts';
import { isPart, type Part } from './part.ts';
import {
  acceptedBySchemes,
  exploredSchemes,
  exploredSecurity,
  type IsAccepted,
  type SchemeNames,
  schemeNames,
  scopesOf,
} from './schemes.ts';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/**
 * Returns the API's OpenAPI document as the explorer shows it for one mode: with the servers of that mode as
 * they are served now, security schemes that the explorer can use, and a description of what each operation
 * needs.
 */
export function exploredDocument(api: Api, document: Part, mode: Mode): Part {
  const root = isPart(document.paths) ? document.paths : {};
  const showing: Showing = {
    inherited: document.security,
    names: schemeNames(api, document),
    isAccepted: acceptedBySchemes(api, document),
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
 * Returns the hosts of a mode as they are served now, with the path of the written `servers`, or nothing if
 * none were written. A host that the document names for one operation may belong to a third party, which must
 * not receive a token.
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
  isAccepted: IsAccepted;
  servers(written: unknown): { servers?: Part[] };
}

function exploredPath(item: Part, showing: Showing): Part {
  const shown = Object.entries(item).map(([key, value]) =>
    METHODS.has(key) && isPart(value) ? [key, exploredOperation(value, showing)] : [key, value],
  );
  return { ...Object.fromEntries(shown), ...showing.servers(item.servers) };
}

function exploredOperation(operation: Part, { inherited, names, isAccepted, servers }: Showing): Part {
  const alternatives = acceptedAlternatives(operation.security ?? inherited, isAccepted);
  const text = typeof operation.description === 'string' ? operation.description : '';
  const needs = needsOf(operation, alternatives);
  return {
    ...operation,
    ...servers(operation.servers),
    security: alternatives === null ? [] : exploredSecurity(names, alternatives),
    ...(needs === '' ? {} : { description: [text, needs].filter(Boolean).join('\n\n') }),
  };
}

/** Returns the alternatives of an operation that the guard accepts, or `null` if it needs none. */
function acceptedAlternatives(security: unknown, isAccepted: IsAccepted): Part[] | null {
  if (!Array.isArray(security) || security.length === 0) return null;
  const alternatives = security.filter(isPart).filter(isAccepted);
  return alternatives.some((alternative) => Object.keys(alternative).length > 0) || alternatives.length === 0
    ? alternatives
    : null;
}

function needsOf(operation: Part, alternatives: Part[] | null): string {
  if (alternatives === null) return '';
  const asCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' and ');
  const scopes = scopesOf(alternatives)
    .filter((alternative) => alternative.length > 0)
    .map(asCode);
  const permission = operation['x-latchkey-permission'];
  return [
    scopes.length > 0 && `**Scope** ${scopes.join(', or ')}`,
    typeof permission === 'string' && `**Permission** ${asCode([permission])}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Returns the path of the document of each mode, the default mode first. */
export function documentPaths(api: Pick<Api, 'config'>): { mode: Mode; path: string }[] {
  const { path } = api.config.pages.explorer;
  return exploredModes(api).map((mode) => ({ mode, path: `${path}/${mode}.json` }));
}
