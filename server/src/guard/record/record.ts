import type { Api } from '../../api.ts';
import { recordAnonymous, recordThrottled } from '../../audit/anonymous.ts';
import { apiCalled, detailOf, NOBODY, rowOfCall, type Trace } from '../../audit/api-called.ts';
import { recordedNeeds } from '../../audit/basis.ts';
import { recordBuffered } from '../../audit/buffered.ts';
import { MINUTE } from '../../lib/clock.ts';
import { messageOf } from '../../lib/error-message.ts';
import { keptText } from '../../lib/kept-text.ts';
import type { Result } from '../../lib/result.ts';
import type { Soon } from '../../lib/soon.ts';
import type { Noticed } from '../../limits/counters.ts';
import type { AuditEvent, PersonalToken } from '../../model/index.ts';
import type { LimitNotice } from '../../store/store.ts';
import type { Call } from '../call.ts';
import type { Facts } from '../facts.ts';
import { noticesOf } from '../limit/notices.ts';
import type { AdmittedCall } from '../steps.ts';
import { type Denied, heldOfOpened } from './denied.ts';

/**
 * Records a decision, allowed or refused. With `audit.calls: 'durable'` it resolves after the row is committed and rejects
 * if that fails; with `buffered` the row of an allowed call waits for others, and no call waits for its row. Anonymous
 * calls beyond a number per minute are only counted.
 */
export function record(
  api: Api,
  { call, match }: Pick<Facts, 'call' | 'match'>,
  outcome: Result<AdmittedCall, Denied>,
): Soon<unknown> {
  const at = api.clock.now();
  const event = eventOf({ call, match }, outcome, at);
  const notices = noticesIn(outcome, event);
  const personal = outcome.ok ? outcome.value.acting?.personal : null;
  const touched = personal && isDue(personal, at) ? api.store.touchPersonalToken(personal.id, at) : null;
  const isDurable = api.config.audit.calls === 'durable';
  const isPlain = notices.length === 0 && !isAnonymous(outcome) && !isThrottled(outcome);
  if (isPlain && !isDurable) {
    if (touched) unwaited(api, call, touched);
    return recordBuffered(api, event);
  }
  const written =
    notices.length === 0 ? write(api, outcome, event) : writeWithNotices(api, outcome, event, notices);
  const done = touched ? Promise.all([written, touched]) : written;
  return isDurable ? done : unwaited(api, call, done);
}

function unwaited(api: Api, { requestId }: Call, writing: Promise<unknown>): void {
  writing.catch((error: unknown) => {
    api.log.error({ requestId, error: messageOf(error) }, 'a call was answered but not recorded');
  });
}

/** Tells of the limits that the call came near to or used up, in the commit of its row. */
async function writeWithNotices(
  api: Api,
  outcome: Result<AdmittedCall, Denied>,
  event: AuditEvent,
  noticed: readonly Noticed[],
): Promise<void> {
  const { counters } = api.runtime;
  const told = noticed.filter((each) => counters.isFirst(each));
  try {
    await write(
      api,
      outcome,
      event,
      told.map(({ notice }) => notice),
    );
  } catch (error) {
    for (const each of told) counters.forget(each);
    throw error;
  }
}

function noticesIn(outcome: Result<AdmittedCall, Denied>, { at, requestId }: AuditEvent): readonly Noticed[] {
  if (!outcome.ok) {
    const { spent = [], trace } = outcome.problem;
    return noticesOf(spent, { trace, requestId, at });
  }
  const { acting, uses } = outcome.value;
  return acting ? noticesOf(uses, { trace: acting.trace, requestId, at }) : [];
}

function write(
  api: Api,
  outcome: Result<AdmittedCall, Denied>,
  event: AuditEvent,
  notices: readonly LimitNotice[] = [],
): Promise<void> {
  if (isAnonymous(outcome)) return recordAnonymous(api, event);
  if (isThrottled(outcome)) return recordThrottled(api, event, notices);
  return api.store.record([event], notices);
}

function isThrottled(outcome: Result<AdmittedCall, Denied>): boolean {
  return !outcome.ok && outcome.problem.refusal.code === 'rate_limited';
}

function isAnonymous(outcome: Result<AdmittedCall, Denied>): boolean {
  return outcome.ok ? outcome.value.acting === null : outcome.problem.trace.token === null;
}

/** Returns the log row of a decided call. */
export function eventOf(
  { call, match }: Pick<Facts, 'call' | 'match'>,
  outcome: Result<AdmittedCall, Denied>,
  at: number,
): ReturnType<typeof apiCalled> {
  const { method, ip, requestId } = call;
  if (outcome.ok) {
    const { operation, acting } = outcome.value;
    const row = { at, ip, requestId, operation: operation.id };
    return rowOfCall(row, acting?.trace ?? NOBODY, detailOfAllowed(method, outcome.value));
  }
  const { refusal, trace, held, version } = outcome.problem;
  const operation = match.kind === 'found' ? match.operation : null;
  const needs = operation && trace.token !== null ? recordedNeeds(operation) : undefined;
  return apiCalled({
    at,
    method,
    ip,
    requestId,
    operation: operation?.id ?? null,
    ...trace,
    account: accountAskedFor(call, trace),
    refusal,
    needs,
    held,
    version,
  });
}

/** Made once for the calls of a caller to an operation, as long as nothing of their own is in it. */
function detailOfAllowed(method: string, call: AdmittedCall): AuditEvent['detail'] {
  const { operation, acting, alternative, effective, agreed } = call;
  const { version } = agreed.agreement;
  if (!acting) return detailOf({ method, operation: operation.id, ...NOBODY, version });
  const known = acting.rights.at(operation);
  const isShared = method === operation.method && version === undefined && effective === known.effective;
  if (isShared && known.detail) return known.detail;
  const needs = recordedNeeds(operation, alternative);
  const held = heldOfOpened(call);
  const detail = detailOf({ method, operation: operation.id, ...acting.trace, needs, held, version });
  if (isShared) known.detail = keptText(detail);
  return detail;
}

/**
 * The form of account ids. A caller can send anything in the header, so only text of this form is logged. It goes into
 * the detail, because asking for an account must not place the row in the log of that account's tenant.
 */
const ACCOUNT = /^conn_[0-9A-Za-z]{1,22}$/;

function accountAskedFor({ account }: Call, { connectedAccountId }: Trace): string | undefined {
  const asked = account?.trim() ?? '';
  return ACCOUNT.test(asked) && asked !== connectedAccountId ? asked : undefined;
}

/** The store records the last use once a minute, so it is not asked more often. */
function isDue(token: PersonalToken, now: number): boolean {
  return token.lastUsedAt === null || now - token.lastUsedAt >= MINUTE;
}
