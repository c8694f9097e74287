import type { IncomingHttpHeaders } from 'node:http';

/** Headers by which many frameworks let a `POST` stand for another method. */
export const METHOD_OVERRIDES: readonly string[] = [
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
];

/**
 * The header by which a call asks to be taken for another method than the one that is judged; `null` when none does.
 * An API behind that honours it would turn a `POST` that was allowed into a `DELETE` that nobody judged; some servers
 * read an underscore as the hyphen.
 */
export function overridingHeader(headers: IncomingHttpHeaders, method: string): string | null {
  const overrides = (name: string) => METHOD_OVERRIDES.includes(name.replaceAll('_', '-'));
  return Object.keys(headers).find((name) => overrides(name) && headers[name] !== method) ?? null;
}
