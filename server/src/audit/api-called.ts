import type { AuditEvent, CheckName, Instant, Refusal, TokenKind } from '../model/index.ts';
import type { RecordedNeeds, RecordedRights } from './basis.ts';

/** The caller, as far as it is known. */
export interface Trace
  extends Pick<AuditEvent, 'tenantId' | 'userId' | 'clientId' | 'connectedAccountId' | 'grantId' | 'mode'> {
  token: TokenKind | null;
  personalTokenId: string | null;
  /** The actors for the user, outermost first. Absent if the user's own client acted. */
  actors?: readonly string[];
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

/** A call to the protected API, when it has been decided. */
export interface DecidedCall extends Trace, Pick<AuditEvent, 'ip' | 'requestId'> {
  at: Instant;
  method: string;
  /** Id of the operation, or `null` if the call matched none. */
  operation: string | null;
  /**
   * The connected account that a refused call requested, if it differs from the one the token was issued for.
   */
  account?: string | undefined;
  /** The API version of the call. */
  version?: string | undefined;
  /** The operation's needs and the caller's rights, as far as the checks got. */
  needs?: RecordedNeeds | undefined;
  held?: RecordedRights | undefined;
  refusal?: Pick<Refusal, 'code' | 'status' | 'checks' | 'detail' | 'remedy'>;
}

/**
 * Returns the audit row of a call, with everything needed to explain the decision later
 * (`audit/explanation.ts`). It names the operation instead of the path: paths and queries can contain
 * personal data, and sometimes a token.
 */
export function apiCalled(call: DecidedCall): AuditEvent {
  return rowOfCall(call, call, detailOf(call));
}

/** The detail of the row; the same for each call that differs from others in time and address alone. */
export function detailOf(call: Omit<DecidedCall, 'at' | 'ip' | 'requestId'>): AuditEvent['detail'] {
  const { method, operation, token, personalTokenId, account, actors, version, needs, held, refusal } = call;
  // Member by member: a row is made for each call, and a spread for each member takes as long as all the rest of it.
  const detail: AuditEvent['detail'] = { method, operation };
  if (token !== null) detail.token = token;
  if (personalTokenId !== null) detail.personalTokenId = personalTokenId;
  if (account !== undefined) detail.account = account;
  if (actors !== undefined) detail.actors = actors;
  if (version !== undefined) detail.version = version;
  if (refusal) Object.assign(detail, recordedRefusal(refusal));
  if (needs !== undefined) detail.needs = needs;
  if (held !== undefined) detail.held = held;
  return detail;
}

/** Returns the row with a detail that was made before. */
export function rowOfCall(
  call: Pick<DecidedCall, 'at' | 'ip' | 'requestId' | 'operation' | 'refusal'>,
  whose: Trace,
  detail: AuditEvent['detail'],
): AuditEvent {
  const { refusal } = call;
  return {
    kind: 'api.called',
    at: call.at,
    tenantId: whose.tenantId,
    userId: whose.userId,
    clientId: whose.clientId,
    connectedAccountId: whose.connectedAccountId,
    grantId: whose.grantId,
    mode: whose.mode,
    outcome: refusal ? 'denied' : 'allowed',
    code: refusal ? refusal.code : call.operation,
    ip: call.ip === '' ? null : call.ip,
    requestId: call.requestId,
    detail,
  };
}

/** Each check: passed, or failed and why. A check in neither list was not reached. */
function recordedRefusal({ status, detail, remedy, checks }: NonNullable<DecidedCall['refusal']>) {
  const those = (outcome: string): CheckName[] =>
    checks.filter((each) => each.outcome === outcome).map(({ check }) => check);
  const further = checks.flatMap((each): [CheckName, string][] =>
    each.outcome === 'failed' && each.detail !== undefined && each.detail !== detail
      ? [[each.check, each.detail]]
      : [],
  );
  return {
    status,
    failed: those('failed'),
    passed: those('passed'),
    said: detail,
    ...(further.length > 0 ? { saidOf: Object.fromEntries(further) } : {}),
    remedy,
  };
}
