import type { AuditEvent, Instant, Refusal, TokenKind } from '../model/index.ts';

/** What is known of a call to the protected API when it has been decided. */
export interface DecidedCall
  extends Pick<
    AuditEvent,
    'tenantId' | 'userId' | 'clientId' | 'connectedAccountId' | 'grantId' | 'mode' | 'ip' | 'requestId'
  > {
  at: Instant;
  method: string;
  /** Id of the operation; `null` when the call met none. */
  operation: string | null;
  token: TokenKind | null;
  personalTokenId: string | null;
  /** Who acted for the user, outermost first; absent where the user's own client did. */
  actors?: string[];
  refusal?: Pick<Refusal, 'code' | 'status' | 'checks'>;
}

/**
 * The audit row of a call. It names the operation instead of the path, since paths and queries hold what callers
 * put there: other people's data, and now and then a token.
 */
export function apiCalled(call: DecidedCall): AuditEvent {
  const { at, method, operation, token, personalTokenId, actors, refusal, ip, ...whose } = call;
  return {
    kind: 'api.called',
    ...whose,
    at,
    ip: ip === '' ? null : ip,
    outcome: refusal ? 'denied' : 'allowed',
    code: refusal ? refusal.code : operation,
    detail: {
      method,
      operation,
      ...(token === null ? {} : { token }),
      ...(personalTokenId === null ? {} : { personalTokenId }),
      ...(actors === undefined ? {} : { actors }),
      ...(refusal
        ? { status: refusal.status, failed: refusal.checks.filter(hasFailed).map(({ check }) => check) }
        : {}),
    },
  };
}

function hasFailed({ outcome }: Refusal['checks'][number]): boolean {
  return outcome === 'failed';
}
