import { readRanges } from './ranges.ts';

/**
 * Whether `Accept` asks for `special` rather than `usual` (RFC 9110 section 12.5.1). A client that does not name the special
 * type gets the usual one, wildcards or not; one that names both alike gets the usual one as well.
 */
export function prefers(accept: string | undefined, special: string, usual: string): boolean {
  const qualities = new Map(readRanges(accept ?? '').map(({ value, quality }) => [value, quality]));
  const wanted = qualities.get(special) ?? 0;
  if (wanted === 0) return false;
  const named = qualities.get(usual);
  if (named !== undefined) return wanted > named;
  const [kind = ''] = usual.split('/');
  return wanted >= (qualities.get(`${kind}/*`) ?? qualities.get('*/*') ?? 0);
}
