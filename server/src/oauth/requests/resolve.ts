import type { Api } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client, Instant } from '../../model/index.ts';
import type { Pairs } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors.ts';

/** The parameters of an authorization request, wherever they came from, and what deciding about it uses up. */
export interface ResolvedRequest {
  pairs: Pairs;
  /** They were sent ahead by the client itself (RFC 9126). */
  pushed: boolean;
  /** The client signed them (RFC 9101). */
  signed: boolean;
  once: OnceOnly | null;
}

/** What a decision uses up, so that the same request cannot be decided twice. */
export type OnceOnly =
  | { kind: 'pushed'; hash: string }
  | { kind: 'request_object'; key: string; expiresAt: Instant };

/**
 * Turns the query of an authorization request into its parameters: those in the query itself, those that it
 * refers to, or those in a signed object.
 */
export async function resolveRequest(
  _api: Api,
  _client: Client,
  pairs: Pairs,
): Promise<Result<ResolvedRequest, OAuthProblem>> {
  const has = (name: string) => pairs.some(([each, value]) => each === name && value !== '');
  // Ignoring a request object could mean doing what its signer did not ask for (RFC 9101 section 6.3).
  if (has('request')) return refused({ reason: 'request_object' });
  if (has('request_uri')) return refused({ reason: 'request_uri' });
  return ok({ pairs, pushed: false, signed: false, once: null });
}
