import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE, problem } from '../../http/answer.ts';
import type { Route } from '../../http/inbound.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import { PROOF_LASTS, provenWithin } from '../../rules/session/proof.ts';
import { inWords, type Sentence, sentence } from '../../words/sentence.ts';
import { authorize } from './authority.ts';
import { type CallerProblem, FORM_TOKEN, readCaller } from './caller.ts';
import { etagOf, hasTag, isMeantFor } from './etag.ts';
import { once } from './idempotency.ts';
import { type InputProblem, readBody, readQuery } from './input.ts';
import { inLanguageAsked } from './language.ts';
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
  { api, operations, parts }: Pick<ManageCall, 'operations' | 'parts'> & { api: Api },
  operation: ManageOperation,
  hosts: string[],
): Route {
  return {
    hosts,
    method: operation.method,
    path: `${api.config.management.path}${operation.path.replaceAll(/\{([a-z]+)\}/gi, ':$1')}`,
    async handle(request, path) {
      const spoken = inLanguageAsked(api, request);
      const caller = await readCaller(api, request);
      if (!caller.ok) return notSignedIn(spoken, caller.problem);
      const actor = await authorize(api, operation, caller.value, path);
      if (!actor.ok) return refusal(spoken, actor.problem);
      const query = readQuery(operation, request, spoken);
      if (!query.ok) return unusable(spoken, query.problem);
      const body = await readBody(operation, request, spoken);
      if (!body.ok) return unusable(spoken, body.problem);
      const call = {
        api: spoken,
        operations,
        parts,
        request,
        actor: actor.value,
        path,
        query: query.value,
        body: body.value,
      };
      if (await needsProof(operation, call)) return refusal(spoken, PROVE_AGAIN);
      return answerOf(operation, call, await answered(operation, call));
    },
  };
}

/** A token proves itself with each request. A session can be in the hands of somebody who found an open browser. */
async function needsProof({ stepUp }: ManageOperation, call: ManageCall): Promise<boolean> {
  const { config, clock } = call.api;
  const { caller, membership } = call.actor;
  if (!stepUp || caller.kind === 'token' || provenWithin(caller.session, PROOF_LASTS, clock.now()))
    return false;
  if (typeof stepUp === 'function') return stepUp(call);
  return stepUp === true || !membership || managesTenant(config, membership.role);
}

const PROVE_AGAIN = refuse(403, 'reauthentication_required', sentence('proveAgain', PROOF_LASTS / 60));

async function answered(operation: ManageOperation, call: ManageCall): Promise<ManageAnswer> {
  if (operation.current && call.request.headers['if-match'] !== undefined) {
    const current = await operation.current(call);
    if (current !== null && !isMeantFor(call.request, current)) return CHANGED_MEANWHILE;
  }
  return once(operation, call, () => operation.handle(call));
}

function answerOf(operation: ManageOperation, { api, request }: ManageCall, answer: ManageAnswer): Answer {
  if ('raw' in answer) return answer.raw;
  if ('problem' in answer) return refusal(api, answer);
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

const SAYS: Record<CallerProblem, Sentence> = {
  none: sentence('noToken'),
  in_url: sentence('tokenInUrl'),
  invalid_token: sentence('noManagementToken'),
  expired_token: sentence('managementTokenExpired'),
  form_token: sentence('noFormToken', FORM_TOKEN),
};

/** Without credentials, the challenge has no error code (RFC 6750 section 3.1). */
function notSignedIn(api: SpeakingApi, why: CallerProblem): Answer {
  const detail = inWords(api.words, SAYS[why]);
  const headers = inItsLanguage(api);
  if (why === 'form_token') return problem({ status: 403, code: 'form_token', detail, headers });
  if (why === 'in_url') return problem({ status: 400, code: 'invalid_request', detail, headers });
  const error = why === 'none' ? '' : ', error="invalid_token"';
  return problem({
    status: 401,
    code: why === 'none' ? 'no_credentials' : 'invalid_token',
    detail,
    headers: { ...headers, 'www-authenticate': `Bearer realm="${realmOf(api)}"${error}` },
  });
}

function refusal(api: SpeakingApi, { problem: refused }: ManageProblem): Answer {
  const { code, detail, members = {} } = refused;
  const { errors, ...others } = members;
  const said = errors?.map((each) => ({ ...each, detail: inWords(api.words, each.detail) }));
  const challenge = `Bearer realm="${realmOf(api)}", error="insufficient_scope", scope="${String(members.scope)}"`;
  return problem({
    ...refused,
    detail: inWords(api.words, detail),
    members: { ...others, ...(said ? { errors: said } : {}) },
    headers: {
      ...inItsLanguage(api),
      ...(code === 'insufficient_scope' ? { 'www-authenticate': challenge } : {}),
    },
  });
}

function unusable(api: SpeakingApi, { errors, detail, ...what }: InputProblem): Answer {
  const members = errors ? { errors } : {};
  return problem({ ...what, detail: inWords(api.words, detail), members, headers: inItsLanguage(api) });
}

function inItsLanguage({ language }: SpeakingApi) {
  return { 'content-language': language };
}

function realmOf({ config }: SpeakingApi): string {
  return `${config.name} management`;
}
