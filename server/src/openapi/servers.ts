import type { Complain, Place } from './document.ts';
import { isLiteral } from './template-checks.ts';

/** The base paths to which the paths of a document are relative. */
export interface Bases {
  /** The base path of the first server, such as `/v1`, or empty. */
  base: string;
  /** Those of the other servers, and with other values of their variables. */
  others: string[];
}

/** Returns `servers` for displaying the document: without hosts, which the configuration has. */
export function serversBelow({ base }: Bases): { url: string }[] {
  return [{ url: base === '' ? '/' : base }];
}

/** The most combinations of variable values that are read for further base paths. */
const MOST_SERVERS = 100;

/**
 * Reads `servers` of a document, a path or an operation. Returns `null` if there are none. Only their paths
 * count: the configuration has the hosts. A variable has its default value (specification 3.1, "Server
 * Variable Object").
 */
export function readServers(servers: Place | null, complain: Complain): Bases | null {
  const [first, ...further] = (servers?.items() ?? []).flatMap((server) => urlsOf(server));
  if (!first) return null;
  const base = pathOf(first.url);
  if (base === null) {
    complain(first.at, `the path of the server ${first.url} has to be plain segments, such as /v1`);
    return { base: '', others: [] };
  }
  const others = further.slice(0, MOST_SERVERS).flatMap(({ url }) => pathOf(url) ?? []);
  return { base, others: [...new Set(others)].filter((each) => each !== base) };
}

/**
 * Returns the URL of one server with the defaults of its variables, then with each other value of one of
 * them.
 */
function urlsOf(server: Place): { url: string; at: Place }[] {
  const at = server.at('url') ?? server;
  const written = at.text() ?? '';
  const variables = (server.at('variables')?.entries() ?? []).map(([name, variable]) => ({
    name,
    standard: textOf(variable.at('default')),
    values: (variable.at('enum')?.items() ?? []).flatMap((value) => textOf(value) ?? []),
  }));
  const filled = (instead: string | null, value: string) =>
    variables.reduce((url, { name, standard }) => {
      const chosen = name === instead ? value : standard;
      return chosen === null ? url : url.replaceAll(`{${name}}`, chosen);
    }, written);
  const others = variables.flatMap(({ name, values }) => values.map((value) => filled(name, value)));
  return [filled(null, ''), ...others].map((url) => ({ url, at }));
}

/** YAML parses a version such as `1.0` as a number. */
function textOf(place: Place | null): string | null {
  const value = place?.scalar() ?? null;
  return value === null ? null : String(value);
}

/**
 * Returns the path of a URL, which may lack a scheme or host, or `null` if calls could not be compared with
 * it.
 */
function pathOf(url: string): string | null {
  const path = url.replace(/^(?:[^/?#]*:)?\/\/[^/?#]*/, '').replace(/\/$/, '');
  if (path === '') return '';
  const segments = path.split('/');
  return segments.shift() === '' && segments.every((each) => each !== '' && isLiteral(each)) ? path : null;
}
