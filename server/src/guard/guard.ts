import type { Api } from '../api.ts';
import { type Result, refused } from '../lib/result.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import { nonceHeader } from '../proof/request-proof.ts';
import { StoreFault } from '../store/store-fault.ts';
import { type Denied, denied } from './attempt.ts';
import { callerOf } from './caller.ts';
import { challengeHeader } from './challenge.ts';
import { checksOf } from './checks.ts';
import { Counters } from './counters.ts';
import { readAuthorization } from './credentials.ts';
import type { Call, Decide, Decision } from './decision.ts';
import { identify } from './identify.ts';
import { type AdmittedCall, createLimit } from './limit.ts';
import { permit } from './permit.ts';
import { heldAt, record } from './record.ts';
import type { ReuseClaim } from './reuse-claim.ts';
import { inLanguage } from './wording/in-language.ts';

/** Says for which other calls the decision about an admitted one holds as well; `null` for none. */
export type ReuseFor = (call: Call, admitted: AdmittedCall) => Promise<ReuseClaim | null>;

/**
 * The one function that decides every call, whichever way it comes in: identify → permit → limit, then record.
 * What cannot be decided, or not recorded, is refused as `unavailable`; the function never rejects.
 */
export function createGuard(
  api: Api,
  operations: OperationTable,
  counters = new Counters(),
  reuseFor?: ReuseFor,
): Decide {
  const limit = createLimit(api.config, counters);

  async function admit(call: Call): Promise<Result<AdmittedCall, Denied>> {
    const identified = await identify(api, operations, call);
    if (!identified.ok) return identified;
    const permitted = permit(api, identified.value);
    if (!permitted.ok) return permitted;
    const admitted = await limit(permitted.value);
    if (admitted.ok) return admitted;
    const { version } = permitted.value.agreed.agreement;
    return refused({ ...admitted.problem, ...heldAt(api, permitted.value), version });
  }

  function failed(call: Call, error: unknown): { ok: false; problem: Denied } {
    // The message alone: what hangs on an error may hold the call with its token.
    const message = error instanceof Error ? error.message : 'not an error';
    api.log.error({ requestId: call.requestId, error: message }, 'a call could not be decided');
    const detail = 'The call could not be decided just now; try again shortly.';
    return denied({
      code: 'unavailable',
      detail,
      checks: checksOf([]),
      headers: { 'retry-after': String(error instanceof StoreFault ? error.retryAfter : 1) },
    });
  }

  /** Without it, the decision is as good; whoever asked then asks about the next call as well. */
  async function reuseOf(call: Call, outcome: Result<AdmittedCall, Denied>): Promise<{ reuse?: ReuseClaim }> {
    if (!reuseFor || call.reusable === undefined || !outcome.ok) return {};
    const reuse = await reuseFor(call, outcome.value).catch(() => null);
    return reuse ? { reuse } : {};
  }

  return async (call) => {
    const outcome = await admit(call).catch((error: unknown) => failed(call, error));
    const recorded = await record(api, operations, call, outcome).catch((error: unknown) =>
      failed(call, error),
    );
    return { ...decisionOf(api, call, recorded), ...(await reuseOf(call, recorded)) };
  };
}

function decisionOf(api: Api, call: Call, outcome: Result<AdmittedCall, Denied>): Decision {
  // Whoever uses proofs is kept supplied with the nonce for the next one (RFC 9449 section 8.2).
  const nonce = readAuthorization(call.authorization).scheme === 'DPoP' ? nonceHeader(api) : {};
  if (!outcome.ok) {
    const { challenge, ...rest } = outcome.problem.refusal;
    const worded = inLanguage(api.config, call.language, outcome.problem.refusal);
    const refusal = {
      ...rest,
      ...worded,
      headers: { ...nonce, ...worded.headers },
      challenge: challenge && challengeHeader(api, call, challenge),
    };
    return { outcome: 'deny', refusal };
  }
  return {
    outcome: 'allow',
    caller: callerOf(outcome.value, call.requestId),
    headers: { ...nonce, ...outcome.value.headers, ...outcome.value.agreed.headers },
    agreement: outcome.value.agreed.agreement,
    grantId: outcome.value.acting?.grant?.id ?? null,
  };
}
