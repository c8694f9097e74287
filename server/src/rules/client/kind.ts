import type { Client, ClientAuthMethod } from '../../model/index.ts';

/**
 * Returns the kind of a client that registers with this method: `none` is the method of public clients (RFC
 * 7591 section 2).
 */
export function kindOf(method: ClientAuthMethod): 'public' | 'confidential' {
  return method === 'none' ? 'public' : 'confidential';
}

/** Returns whether a client of this kind may use the method: only public clients have `none`. */
export function suitsKind(method: ClientAuthMethod, kind: Client['kind']): boolean {
  return (kindOf(method) === 'public') === (kind === 'public');
}
