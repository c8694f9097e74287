/**
 * Whether `Accept` asks for `special` rather than `usual` (RFC 9110 section 12.5.1). Whoever does not name the special
 * type gets the usual one, wildcards or not; named alike, the usual one as well.
 */
export function prefers(accept: string | undefined, special: string, usual: string): boolean {
  const qualities = new Map((accept ?? '').split(',').map(readRange));
  const wanted = qualities.get(special) ?? 0;
  if (wanted === 0) return false;
  const named = qualities.get(usual);
  if (named !== undefined) return wanted > named;
  const [kind = ''] = usual.split('/');
  return wanted >= (qualities.get(`${kind}/*`) ?? qualities.get('*/*') ?? 0);
}

function readRange(range: string): [type: string, quality: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return [type, quality >= 0 && quality <= 1 ? quality : 0];
}
