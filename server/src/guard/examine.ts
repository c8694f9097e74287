import type { KeylessApi } from '../api.ts';
import { NOBODY, type Trace } from '../audit/api-called.ts';
import { type RecordedNeeds, recordedNeeds } from '../audit/basis.ts';
import { readAuthorization } from '../http/bearer-credentials.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { Counters } from '../limits/counters.ts';
import type { Check, Instant, Operation, Refusal, ResourceRef, TokenKind } from '../model/index.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import type { Call } from './call.ts';
import { ask, explained } from './checks.ts';
import { factsOf } from './facts.ts';
import type { ActingAs } from './identify/connection.ts';
import { connectionAsToken } from './identify/presented-token.ts';
import { genuineToken, type Holder } from './identify/token.ts';
import { looking } from './limit/limit.ts';
import { type Denied, denial } from './record/denied.ts';
import type { Failure } from './refusal/refusals.ts';
import { asked, CHECKS, needsNoCaller } from './steps.ts';

/**
 * A call to explain without making it: with a token, or as a connected account with everything that was
 * granted.
 */
export interface Question {
  call: Pick<Call, 'method' | 'host' | 'path' | 'query' | 'account' | 'version' | 'ip'>;
  as: { token: string } | { connectedAccount: string };
}

/** The outcome that a call would have, explained check by check. */
export interface Examination {
  outcome: 'allow' | 'deny';
  /** The refusal that the caller would get, or `null` if the call would pass. */
  refusal: Pick<Refusal, 'status' | 'code' | 'detail' | 'remedy'> | null;
  /** Each check by itself, so that a second problem is not hidden behind the first. */
  checks: Check[];
  operation: Pick<Operation, 'id' | 'method' | 'template'> | null;
  needs: RecordedNeeds | null;
  caller: Who | null;
  effective: Permissions | null;
  /** The permission for which the API would still have to check the owner of the record. */
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
  scopes: readonly string[];
  permissions: readonly string[];
  resources: readonly ResourceRef[] | null;
}

/** An examination, with the caller for the audit log. */
export interface Examined {
  examination: Examination;
  trace: Trace;
}

/**
 * Explains the outcome that a call would have, using the checks that would decide it. It has no effect: no
 * limit is counted, no proof is spent, no call is recorded. It assumes that the caller can prove the key of a
 * bound token. Without `counters`, which only the running server has, it does not check limits.
 */
export async function examine(
  api: KeylessApi,
  operations: OperationTable,
  question: Question,
  counters: Counters | null = null,
): Promise<Examined> {
  const call = callOf(question);
  const facts = factsOf(api, operations, call, {
    unsent: false,
    holder: (now) => holderOf(api, question, call, now),
    ...looking(counters ?? new Counters()),
  });
  const nobody = needsNoCaller(facts);
  const checks = asked(counters ? CHECKS : CHECKS.filter(({ name }) => name !== 'limit'), nobody);
  const failed = await ask(checks, facts, 'to the end');
  const denied = failed && denial(failed, CHECKS);

  const { acting, match, effective } = facts;
  const operation = match.kind === 'found' ? match.operation : null;
  return {
    trace: failed?.trace ?? acting?.trace ?? NOBODY,
    examination: {
      outcome: failed ? 'deny' : 'allow',
      refusal: denied && shown(denied),
      checks: explained(CHECKS, facts).map((each) =>
        each.check === 'limit' && !counters && !nobody
          ? { ...each, detail: 'Limits are counted in the running server.' }
          : each,
      ),
      operation: operation && { id: operation.id, method: operation.method, template: operation.template },
      needs: operation && recordedNeeds(operation),
      caller: acting ? who(acting) : null,
      effective: acting ? permissions(acting) : null,
      onlyOwn: !failed && effective?.role === 'own' ? (operation?.permission ?? null) : null,
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
  now: Instant,
): Promise<Result<Holder, Failure>> {
  const proof = async () => null;
  if ('connectedAccount' in as) {
    const token = await connectionAsToken(api, as.connectedAccount, now);
    if (token) return ok({ token, proof });
    return refused({ code: 'connected_account_invalid', detail: 'There is no such connected account.' });
  }
  const genuine = await genuineToken(api, readAuthorization(call.authorization), now);
  return genuine.ok ? ok({ token: genuine.value.token, proof }) : genuine;
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

function permissions({ rights }: ActingAs): Permissions {
  return {
    scopes: rights.scopes.toSorted(),
    permissions: rights.permissions,
    resources: rights.held.resources,
  };
}
