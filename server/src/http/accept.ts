import { readRanges } from './ranges.ts';

/**
 * Returns whether `Accept` prefers `special` over `usual` (RFC 9110 section 12.5.1). Returns false if the
 * client does not name the special type, wildcards included, or gives both the same weight.
 */
export function prefers(accept: string | undefined, special: string, usual: string): boolean {
  // Nearly no client names it, and the other headers need not be taken apart.
  if (!accept?.toLowerCase().includes(special)) return false;
  const qualities = new Map(readRanges(accept).map(({ value, quality }) => [value, quality]));
  const wanted = qualities.get(special) ?? 0;
  if (wanted === 0) return false;
  const named = qualities.get(usual);
  if (named !== undefined) return wanted > named;
  const [kind = ''] = usual.split('/');
  return wanted >= (qualities.get(`${kind}/*`) ?? qualities.get('*/*') ?? 0);
}
