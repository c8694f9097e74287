import { IDENTITY_HEADER, REUSE_HEADER } from '../../../../wire/names.ts';
import type { Api } from '../../api.ts';
import type { Decide } from '../../guard/decision.ts';
import { signIdentity } from '../../guard/identity/identity.ts';
import { refusalAnswer } from '../../guard/refusal/answer.ts';
import { type Answer, empty, NO_STORE, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Agreement } from '../../model/index.ts';
import type { ForSdks } from '../sdk/reusable.ts';
import { describedCall, isAskedBySdk } from './described-call.ts';
import { type InternalEndpoint, only, READ, single, withGuardKey } from './endpoint.ts';
import { RELAY_HEADER, relayedRefusal } from './relayed-refusal.ts';

/** `sdks`: keeps the reusable decisions for SDKs. */
export interface Checking {
  api: Api;
  decide: Decide;
  sdks?: ForSdks;
}

/** `check`: decides a call that a proxy or an SDK holds. */
export const check: InternalEndpoint<Checking> = {
  path: 'check',
  answer: only(READ, withGuardKey(answerCheck)),
};

export async function answerCheck({ api, decide, sdks }: Checking, request: Inbound): Promise<Answer> {
  const call = describedCall(api, request);
  if (!call.ok) return problem({ status: 400, code: 'invalid_request', detail: call.problem });
  // A proxy would forward to any client what is meant for an SDK.
  const forSdk = isAskedBySdk(api, call.value.host) && single(request, REUSE_HEADER) === '1';
  // Read before the decision's inputs, so that any later change voids the decision.
  const reusable = forSdk && sdks ? { reusable: sdks.changes.through } : {};
  const decision = await decide({ ...call.value, ...reusable });
  if (decision.outcome === 'deny') {
    const answer = refusalAnswer(decision.refusal);
    return single(request, RELAY_HEADER) === 'header' ? relayedRefusal(answer) : answer;
  }
  const identity = { [IDENTITY_HEADER]: signIdentity(api, call.value, decision) };
  return empty(200, {
    ...decision.headers,
    ...agreedReplacements(decision.agreement),
    ...identity,
    ...NO_STORE,
  });
}

/** Headers with which the proxy replaces the caller's. */
function agreedReplacements({ version, language }: Agreement): Record<string, string> {
  return {
    ...(version === undefined ? {} : { 'latchkey-version': version }),
    ...(language === undefined ? {} : { 'latchkey-language': language }),
  };
}
