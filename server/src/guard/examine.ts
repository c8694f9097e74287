import { effectivePermission, roleHolds } from '../access/effective.ts';
import { narrowPermissions } from '../access/roles.ts';
import type { KeylessApi } from '../api.ts';
import { type NeedsThen, needsThen } from '../audit/basis.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import {
  CHECKS,
  type Check,
  type CheckName,
  type Operation,
  type Refusal,
  type ResourceRef,
  type TokenKind,
} from '../model/index.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import { agree } from './agreement.ts';
import { type Attempt, type Denied, denied, NOBODY, readAttempt, type Trace } from './attempt.ts';
import { checksOf } from './checks.ts';
import { type ActingAs, actFor } from './connection.ts';
import type { Counters } from './counters.ts';
import { readAuthorization } from './credentials.ts';
import type { Call } from './decision.ts';
import {
  audienceProblem,
  domainProblem,
  genuineToken,
  identifyHolder,
  identifyNobody,
  staleness,
} from './identify.ts';
import { limitProblem } from './limit.ts';
import { matchCall } from './named-operation.ts';
import { heldBy, isFromAllowedAddress, type PermittedCall, permit } from './permit.ts';
import { connectionAsToken, type PresentedToken } from './presented-token.ts';
import {
  ADDRESS_PROBLEM,
  closedProblem,
  operationProblem,
  RESOURCE_PROBLEM,
  roleProblem,
  scopeProblem,
} from './problems.ts';
import { NOTHING_HERE } from './refusals.ts';

/** A call that nobody makes, by a token or as a connected account with all that its customer granted. */
export interface Question {
  call: Pick<Call, 'method' | 'host' | 'path' | 'query' | 'account' | 'version' | 'ip'>;
  as: { token: string } | { connectedAccount: string };
}

/** What would happen to a call, and why, check by check. */
export interface Examination {
  outcome: 'allow' | 'deny';
  /** What the call would be answered with; `null` when it would pass. */
  refusal: Pick<Refusal, 'status' | 'code' | 'detail' | 'remedy'> | null;
  /** Every check by itself, so that a second thing that is wrong does not wait behind the first. */
  checks: Check[];
  operation: Pick<Operation, 'id' | 'method' | 'template'> | null;
  needs: NeedsThen | null;
  caller: Who | null;
  effective: Permissions | null;
  /** The permission that the API would still have to look at the record's owner for. */
  onlyOwn: string | null;
}

interface Who {
  tenant: string | null;
  user: string | null;
  role: string | null;
  client: string | null;
  connectedAccount: string | null;
  token: TokenKind;
}

interface Permissions {
  scopes: string[];
  permissions: string[];
  resources: readonly ResourceRef[] | null;
}

/** An examination with whom it was about, for the record. */
export interface Examined {
  examination: Examination;
  trace: Trace;
}

/**
 * Says what would happen if a call were made, by the very steps that would decide it. Nothing is changed by asking:
 * no limit is counted, no proof used up, no call recorded. That whoever calls can prove the key of a bound
 * token is taken for granted. Without `counters`, which only the running server has, limits are not looked at.
 */
export async function examine(
  api: KeylessApi,
  operations: OperationTable,
  question: Question,
  counters: Counters | null = null,
): Promise<Examined> {
  const call = callOf(question);
  const attempt = readAttempt(api, operations, call);
  const holder = await holderOf(api, question, call);
  const permitted = await outcomeOf(api, attempt, holder);
  const outcome = counters ? await withinLimits(api, counters, permitted) : permitted;

  const match = attempt.ok ? attempt.value.match : matchCall(operations, call);
  const operation = match.kind === 'found' ? match.operation : null;
  const acting = attempt.ok && holder.ok ? await actFor(api, attempt.value, holder.value) : null;
  const known = acting?.ok ? acting.value : null;
  return {
    trace: outcome.ok ? (outcome.value.acting?.trace ?? NOBODY) : outcome.problem.trace,
    examination: {
      outcome: outcome.ok ? 'allow' : 'deny',
      refusal: outcome.ok ? null : shown(outcome.problem),
      checks:
        operation?.public && outcome.ok
          ? checksOf(['operation'])
          : vector(api, attempt, holder, acting, limitAnswer(permitted, outcome, counters)),
      operation: operation && { id: operation.id, method: operation.method, template: operation.template },
      needs: operation && needsThen(operation),
      caller: known && who(known),
      effective: known && permissions(api, known),
      onlyOwn: outcome.ok && outcome.value.role === 'own' ? outcome.value.operation.permission : null,
    },
  };
}

function callOf({ call, as }: Question): Call {
  return {
    ...call,
    account: call.account ?? ('connectedAccount' in as ? as.connectedAccount : undefined),
    authorization: 'token' in as ? `Bearer ${as.token}` : undefined,
    origin: null,
    dpop: undefined,
    requestId: '',
  };
}

async function holderOf(
  api: KeylessApi,
  { as }: Question,
  call: Call,
): Promise<Result<PresentedToken, Denied>> {
  if ('connectedAccount' in as) {
    const connection = await connectionAsToken(api, as.connectedAccount);
    const detail = 'There is no such connected account.';
    if (connection) return ok(connection);
    return denied({ code: 'connected_account_invalid', detail, checks: checksOf([], { token: detail }) });
  }
  const presented = await genuineToken(api, readAuthorization(call.authorization));
  return presented.ok ? ok(presented.value.token) : presented;
}

/** The decision itself, in the order of `identify` and `permit`. */
async function outcomeOf(
  api: KeylessApi,
  attempt: Result<Attempt, Denied>,
  holder: Result<PresentedToken, Denied>,
): Promise<Result<PermittedCall, Denied>> {
  if (!attempt.ok) return attempt;
  const nobody = identifyNobody(attempt.value);
  if (nobody) return permit(api, nobody);
  if (!holder.ok) return holder;
  const identified = await identifyHolder(api, attempt.value, holder.value);
  return identified.ok ? permit(api, identified.value) : identified;
}

async function withinLimits(
  api: KeylessApi,
  counters: Counters,
  permitted: Result<PermittedCall, Denied>,
): Promise<Result<PermittedCall, Denied>> {
  if (!permitted.ok) return permitted;
  const problem = await limitProblem(api.config, counters, permitted.value);
  const { acting } = permitted.value;
  return problem ? refused({ refusal: problem, trace: acting?.trace ?? NOBODY }) : permitted;
}

/** What a call counts against is known only of one that would pass otherwise. */
function limitAnswer(
  permitted: Result<PermittedCall, Denied>,
  outcome: Result<PermittedCall, Denied>,
  counters: Counters | null,
): Check {
  const check = 'limit';
  if (!counters) return { check, outcome: 'skipped', detail: 'Limits are counted in the running server.' };
  if (!permitted.ok) return { check, outcome: 'skipped' };
  if (outcome.ok) return { check, outcome: 'passed' };
  return { check, outcome: 'failed', detail: outcome.problem.refusal.detail };
}

type Answer = true | string;

/** Each check by itself; one that rests on what is not known stays out. */
function vector(
  api: KeylessApi,
  attempt: Result<Attempt, Denied>,
  holder: Result<PresentedToken, Denied>,
  acting: Result<ActingAs, Denied> | null,
  limit: Check,
): Check[] {
  const answers: Partial<Record<CheckName, Answer>> = {};
  if (attempt.ok) {
    const { match } = attempt.value;
    answers.operation =
      match.kind === 'found'
        ? (closedProblem(match.operation) ?? versionAnswer(api, attempt.value))
        : operationProblem(match);
  } else {
    for (const { check, outcome, detail } of attempt.problem.refusal.checks) {
      if (outcome === 'failed') answers[check] = detail ?? NOTHING_HERE;
    }
  }
  if (holder.ok) {
    answers.token ??= staleness(api, holder.value)?.detail ?? true;
    if (attempt.ok) {
      answers.audience = audienceProblem(api, attempt.value.call, holder.value) ?? true;
      answers.domain = domainProblem(api, holder.value, attempt.value.mode) ?? true;
    }
  } else {
    answers.token ??= holder.problem.refusal.detail;
  }
  if (acting) answers.connection = acting.ok || acting.problem.refusal.detail;
  if (acting?.ok && attempt.ok) Object.assign(answers, permission(api, attempt.value, acting.value));
  return CHECKS.map((check): Check => {
    const answer = answers[check];
    if (typeof answer === 'string') return { check, outcome: 'failed', detail: answer };
    if (check === 'limit') return limit;
    return { check, outcome: answer ? 'passed' : 'skipped' };
  });
}

function versionAnswer(api: KeylessApi, { call }: Attempt): Answer {
  const agreeing = agree(api.config, call, api.clock.now());
  return agreeing.ok || agreeing.problem.detail;
}

function permission(
  api: KeylessApi,
  { call, match }: Attempt,
  acting: ActingAs,
): Partial<Record<CheckName, Answer>> {
  const ip = isFromAllowedAddress(acting, call.ip) || ADDRESS_PROBLEM;
  if (match.kind !== 'found') return { ip };
  const { operation, parameters } = match;
  const effective = effectivePermission(heldBy(api, acting), operation, parameters);
  return {
    ...(operation.scopes.length === 0 ? {} : { scope: effective.way !== null || scopeProblem(effective) }),
    role: roleHolds(effective.role) || roleProblem(effective.role, operation),
    resource: effective.resource || RESOURCE_PROBLEM,
    ip,
  };
}

function shown({ refusal: { status, code, detail, remedy } }: Denied): Examination['refusal'] {
  return { status, code, detail, remedy };
}

function who({ tenant, user, role, client, connectedAccount, kind }: ActingAs): Who {
  return {
    tenant: tenant?.id ?? null,
    user: user?.id ?? null,
    role,
    client: client?.id ?? null,
    connectedAccount,
    token: kind,
  };
}

function permissions(api: KeylessApi, acting: ActingAs): Permissions {
  const held = heldBy(api, acting);
  return {
    scopes: [...held.scopes].sort(),
    permissions: narrowPermissions(held.permissions ?? [], held.ceiling ?? ['*']),
    resources: held.resources,
  };
}
