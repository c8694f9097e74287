import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE, problem } from '../../http/answer.ts';
import type { Route } from '../../http/inbound.ts';
import { PROOF_LASTS, provenWithin } from '../../rules/session/proof.ts';
import type { Actor } from './actor.ts';
import { authorize } from './authority.ts';
import { type CallerProblem, FORM_TOKEN, readCaller } from './caller.ts';
import { etagOf, hasTag, isMeantFor } from './etag.ts';
import { once } from './idempotency.ts';
import { type InputProblem, readBody, readQuery } from './input.ts';
import {
  CHANGED_MEANWHILE,
  type ManageAnswer,
  type ManageCall,
  type ManageOperation,
  type ManageProblem,
  refuse,
} from './operation.ts';

/** The route of an operation. The order is the order of the steps: nothing is read for somebody who may not ask. */
export function endpointOf(
  { api, operations, parts }: Pick<ManageCall, 'api' | 'operations' | 'parts'>,
  operation: ManageOperation,
  hosts: string[],
): Route {
  return {
    hosts,
    method: operation.method,
    path: `${api.config.management.path}${operation.path.replaceAll(/\{([a-z]+)\}/gi, ':$1')}`,
    async handle(request, path) {
      const caller = await readCaller(api, request);
      if (!caller.ok) return notSignedIn(api, caller.problem);
      const actor = await authorize(api, operation, caller.value, path);
      if (!actor.ok) return refusal(api, actor.problem);
      if (needsProof(api, operation, actor.value)) return problem(PROVE_AGAIN.problem);
      const query = readQuery(operation, request);
      if (!query.ok) return unusable(query.problem);
      const body = await readBody(operation, request);
      if (!body.ok) return unusable(body.problem);
      const call = {
        api,
        operations,
        parts,
        request,
        actor: actor.value,
        path,
        query: query.value,
        body: body.value,
      };
      return answerOf(operation, call, await answered(operation, call));
    },
  };
}

/** A token proves itself with each request. A session can be in the hands of somebody who found an open browser. */
function needsProof(api: Api, { stepUp }: ManageOperation, { caller, membership }: Actor): boolean {
  if (!stepUp || caller.kind === 'token') return false;
  if (stepUp === 'manager' && membership && !managesTenant(api.config, membership.role)) return false;
  return !provenWithin(caller.session, PROOF_LASTS, api.clock.now());
}

const PROVE_AGAIN = refuse(
  403,
  'reauthentication_required',
  `This needs somebody who signed in within the last ${PROOF_LASTS / 60} minutes. Sign in again, and repeat it.`,
);

async function answered(operation: ManageOperation, call: ManageCall): Promise<ManageAnswer> {
  if (operation.current && call.request.headers['if-match'] !== undefined) {
    const current = await operation.current(call);
    if (current !== null && !isMeantFor(call.request, current)) return CHANGED_MEANWHILE;
  }
  return once(operation, call, () => operation.handle(call));
}

function answerOf(operation: ManageOperation, { request }: ManageCall, answer: ManageAnswer): Answer {
  if ('raw' in answer) return answer.raw;
  if ('problem' in answer) return problem(answer.problem);
  if (answer.status === 204) return { status: 204, headers: { ...NO_STORE }, body: '' };
  const headers = { ...NO_STORE, ...answer.headers };
  if (operation.current === undefined && operation.method !== 'GET')
    return json(answer.status, answer.body, headers);
  const etag = etagOf(answer.body);
  const sent = request.headers['if-none-match'];
  if (operation.method === 'GET' && sent !== undefined && hasTag(sent, etag)) {
    return { status: 304, headers: { etag, ...NO_STORE }, body: '' };
  }
  return json(answer.status, answer.body, { ...headers, etag });
}

const SAYS: Record<CallerProblem, string> = {
  none: 'Send a management token as a bearer token in the Authorization header.',
  in_url: 'A token in a URL ends up in logs. Send it in the Authorization header.',
  invalid_token: 'This is no management token of this API, or it was revoked.',
  expired_token: 'The management token has expired. Make a new one.',
  form_token: `A request of a browser needs the form token of its session in the header ${FORM_TOKEN}.`,
};

/** Without credentials, the challenge has no error code (RFC 6750 section 3.1). */
function notSignedIn(api: Api, why: CallerProblem): Answer {
  if (why === 'form_token') return problem({ status: 403, code: 'form_token', detail: SAYS[why] });
  if (why === 'in_url') return problem({ status: 400, code: 'invalid_request', detail: SAYS[why] });
  const error = why === 'none' ? '' : ', error="invalid_token"';
  return problem({
    status: 401,
    code: why === 'none' ? 'no_credentials' : 'invalid_token',
    detail: SAYS[why],
    headers: { 'www-authenticate': `Bearer realm="${realmOf(api)}"${error}` },
  });
}

function refusal(api: Api, { problem: refused }: ManageProblem): Answer {
  const { code, members } = refused;
  if (code !== 'insufficient_scope') return problem(refused);
  const challenge = `Bearer realm="${realmOf(api)}", error="insufficient_scope", scope="${String(members?.scope)}"`;
  return problem({ ...refused, headers: { 'www-authenticate': challenge } });
}

function realmOf({ config }: Api): string {
  return `${config.name} management`;
}

function unusable({ errors, ...what }: InputProblem): Answer {
  return problem({ ...what, ...(errors ? { members: { errors } } : {}) });
}
