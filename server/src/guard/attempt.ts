import type { KeylessApi } from '../api.ts';
import type { HeldThen } from '../audit/basis.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import type { AuditEvent, Mode, TokenKind } from '../model/index.ts';
import type { Match } from '../openapi/matching/route-tree.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import { checksOf } from './checks.ts';
import { hasTokenInQuery } from './credentials.ts';
import type { Call } from './decision.ts';
import { matchCall } from './named-operation.ts';
import { type DraftRefusal, NOTHING_HERE, type RefusalParts, refusal } from './refusals.ts';

/** A call whose address can be read: the domain it came to, and what is there. */
export interface Attempt {
  call: Call;
  mode: Mode;
  match: Exclude<Match, { kind: 'malformed' }>;
}

/** Whose call it was, as far as is known; for the record. */
export type Trace = Pick<
  AuditEvent,
  'tenantId' | 'userId' | 'clientId' | 'connectedAccountId' | 'grantId' | 'mode'
> & { token: TokenKind | null; personalTokenId: string | null; actors?: string[] };

export interface Denied {
  refusal: DraftRefusal;
  trace: Trace;
  /** What the caller held of what the operation needs, once it came to that. */
  held?: HeldThen;
  /** The version that the call was for, once it came to that. */
  version?: string | undefined;
}

export const NOBODY: Trace = {
  tenantId: null,
  userId: null,
  clientId: null,
  connectedAccountId: null,
  grantId: null,
  mode: null,
  token: null,
  personalTokenId: null,
};

export function denied(parts: RefusalParts, trace: Trace = NOBODY): { ok: false; problem: Denied } {
  return refused({ refusal: refusal(parts), trace });
}

/**
 * Reads where a call goes to. Whether there is anything is kept for later: nobody without a valid token is told
 * which paths exist.
 */
export function readAttempt(
  api: KeylessApi,
  operations: OperationTable,
  call: Call,
): Result<Attempt, Denied> {
  const mode = api.address.hosts.get(call.host)?.mode ?? null;
  if (mode === null) {
    const checks = checksOf([], { operation: 'The host is no domain of this API.' });
    return denied({ code: 'not_found', detail: NOTHING_HERE, checks });
  }
  const match = matchCall(operations, call);
  if (match.kind === 'malformed') {
    const checks = checksOf([], { operation: match.detail });
    return denied({ code: 'invalid_request', detail: match.detail, checks });
  }
  if (call.override) {
    const detail = `The header ${call.override} names another method than the request has; use that method itself.`;
    return denied({ code: 'invalid_request', detail, checks: checksOf([], { operation: detail }) });
  }
  if (hasTokenInQuery(call.query)) {
    const detail = 'Send the token in the Authorization header; one in the query is never accepted.';
    const checks = checksOf([], { token: detail });
    return denied({ code: 'invalid_request', detail, checks, challenge: 'invalid_request' });
  }
  return ok({ call, mode, match });
}
