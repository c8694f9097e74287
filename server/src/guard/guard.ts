import type { Api } from '../api.ts';
import { NOBODY } from '../audit/api-called.ts';
import type { Credentials } from '../http/bearer-credentials.ts';
import { messageOf } from '../lib/error-message.ts';
import type { MeasuredDecision } from '../lib/measures.ts';
import { type Result, refused } from '../lib/result.ts';
import { after, type Soon } from '../lib/soon.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import { nonceHeader } from '../proof/request-proof.ts';
import { StoreFault } from '../store/store-fault.ts';
import type { Call } from './call.ts';
import { explained, type Failed } from './checks.ts';
import type { Decide, Decision } from './decision.ts';
import { type Facts, factsOf } from './facts.ts';
import { sentWith } from './identify/token.ts';
import { callerOf } from './identity/caller.ts';
import { counting } from './limit/limit.ts';
import { type Denied, denial } from './record/denied.ts';
import { record } from './record/record.ts';
import { challengeHeader } from './refusal/challenge.ts';
import { type DraftRefusal, refusal } from './refusal/refusals.ts';
import { inLanguage } from './refusal/wording/in-language.ts';
import type { ReuseClaim } from './reuse/claim.ts';
import { type AdmittedCall, CHECKS, identify, limit, permit } from './steps.ts';

/** Returns for which other calls the decision about an admitted call also holds, or `null` for none. */
export type ReuseFor = (call: Call, admitted: AdmittedCall) => Promise<ReuseClaim | null>;

/**
 * Returns the function that decides every call, through any front: identify → permit → limit, then record. A
 * call that cannot be decided or recorded is refused as `unavailable`; the function never rejects.
 */
export function createGuard(api: Api, operations: OperationTable, reuseFor?: ReuseFor): Decide {
  function admit(facts: Facts): Soon<Result<AdmittedCall, Failed>> {
    return after(identify(facts), (identified) =>
      identified.ok
        ? after(permit(identified.value), (permitted) => (permitted.ok ? limit(permitted.value) : permitted))
        : identified,
    );
  }

  function failed(call: Call, error: unknown): { ok: false; problem: Denied } {
    // Only the message: the properties of an error could contain the call with its token.
    api.log.error({ requestId: call.requestId, error: messageOf(error) }, 'a call could not be decided');
    return refused({ refusal: undecided(error), trace: NOBODY });
  }

  const { count } = counting(api.runtime.counters);

  return async (call) => {
    const span = call.span?.child('decide');
    const sent = sentWith(api, call);
    const { unsent, holder } = sent;
    const facts = factsOf(api, operations, call, { unsent, holder, count });
    let recorded: Result<AdmittedCall, Denied>;
    try {
      const soon = admit(facts);
      const admitted = soon instanceof Promise ? await soon : soon;
      recorded = admitted.ok ? admitted : refused(denial(admitted.problem, CHECKS));
    } catch (error) {
      recorded = failed(call, error);
    }
    try {
      const recording = record(api, facts, recorded);
      if (recording instanceof Promise) await recording;
    } catch (error) {
      recorded = failed(call, error);
    }
    note(api, facts, recorded);
    span?.end(recorded.ok ? {} : { 'latchkey.code': recorded.problem.refusal.code });
    const decision = decisionOf(api, call, sent.credentials, recorded);
    if (!reuseFor || call.reusable === undefined || !recorded.ok) return decision;
    // The decision is valid without it; the API then asks about its next call as well.
    const reuse = await reuseFor(call, recorded.value).catch(() => null);
    return reuse ? { ...decision, reuse } : decision;
  };
}

/** For the metrics and the request's line in the server log. */
function note(api: Api, { call, match }: Facts, outcome: Result<AdmittedCall, Denied>): void {
  const { noted } = call;
  if (noted) {
    if (match.kind === 'found') noted.operation = match.operation.id;
    const clientId = outcome.ok ? outcome.value.acting?.trace.clientId : outcome.problem.trace.clientId;
    if (clientId) noted.client = clientId;
  }
  const { measures } = api.runtime;
  measures.decided(outcome.ok ? ALLOWED : measured(outcome.problem.refusal));
  if (!outcome.ok) for (const { quota } of outcome.problem.spent ?? []) measures.limited(quota.name);
}

const ALLOWED: MeasuredDecision = { outcome: 'allow', code: '', check: '' };

function measured({ code, checks }: DraftRefusal): MeasuredDecision {
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  return { outcome: 'deny', code, check: failed?.check ?? '' };
}

function undecided(error: unknown): DraftRefusal {
  const detail = 'The call could not be decided just now; try again shortly.';
  const headers = { 'retry-after': String(error instanceof StoreFault ? error.retryAfter : 1) };
  return refusal({ code: 'unavailable', detail, headers }, explained(CHECKS, { passed: [], failures: [] }));
}

function decisionOf(
  api: Api,
  call: Call,
  { scheme }: Credentials,
  outcome: Result<AdmittedCall, Denied>,
): Decision {
  // RFC 9449 section 8.2: a client that sends proofs gets the nonce for its next one with each response.
  const nonce = scheme === 'DPoP' ? nonceHeader(api) : null;
  if (!outcome.ok) {
    const { challenge, ...rest } = outcome.problem.refusal;
    const worded = inLanguage(api.config, call.language, outcome.problem.refusal);
    const refusal = {
      ...rest,
      ...worded,
      headers: { ...nonce, ...worded.headers },
      challenge: challenge && challengeHeader(api, call, scheme, challenge),
    };
    return { outcome: 'deny', refusal };
  }
  const { acting, headers, agreed } = outcome.value;
  return {
    outcome: 'allow',
    caller: callerOf(outcome.value, call.requestId),
    headers: Object.assign(headers, nonce, agreed.headers),
    agreement: agreed.agreement,
    selector: acting?.grant?.id ?? acting?.personal?.id ?? null,
  };
}
