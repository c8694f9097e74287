import type { IncomingHttpHeaders } from 'node:http';

/** Headers with which many frameworks replace the method of a `POST`. */
export const METHOD_OVERRIDES: readonly string[] = [
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
];

/**
 * Returns the header with which a call asks for another method than the judged one, or `null`. An upstream
 * that honours it would turn an allowed `POST` into a `DELETE` that was never judged. Some servers read an
 * underscore as a hyphen.
 */
export function overridingHeader(headers: IncomingHttpHeaders, method: string): string | null {
  const overrides = (name: string) => METHOD_OVERRIDES.includes(name.replaceAll('_', '-'));
  return Object.keys(headers).find((name) => overrides(name) && headers[name] !== method) ?? null;
}
