import type { CompactJws } from './compact-jws.ts';

/** Header members by which a JWT names its own key (RFC 7515 section 4.1.2 to 4.1.6). */
const KEY_SOURCES = ['jku', 'jwk', 'x5u', 'x5c'];

export type HeaderProblem = 'brings_key' | 'malformed' | 'of_another_type';

/**
 * Returns why a JWT is rejected by its header, apart from its algorithm, or `null` if it is not: only registered keys
 * count, RFC 7515 section 4.1.11 says that a `crit` which is not understood MUST be rejected, and a JWT that was made for
 * another purpose must not be accepted for this one (RFC 8725 section 3.11).
 *
 * @param types the accepted values of `typ`, in lower case without `application/`; it may be absent
 */
export function headerProblem(
  { header }: Pick<CompactJws, 'header'>,
  types: readonly string[],
): HeaderProblem | null {
  if (KEY_SOURCES.some((name) => header[name] !== undefined)) return 'brings_key';
  if (header.crit !== undefined) return 'malformed';
  if (header.typ === undefined) return null;
  const isTaken = typeof header.typ === 'string' && types.includes(bare(header.typ));
  return isTaken ? null : 'of_another_type';
}

function bare(type: string): string {
  return type.toLowerCase().replace(/^application\//, '');
}
