import type { Effective, Held } from '../access/effective.ts';
import type { KeylessApi } from '../api.ts';
import type { Soon } from '../lib/soon.ts';
import type { Counting, QuotaUse } from '../limits/counters.ts';
import type { CheckName, Instant, Mode, Operation } from '../model/index.ts';
import type { Match } from '../openapi/matching/route-tree.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import type { Call } from './call.ts';
import type { ActingAs } from './identify/connection.ts';
import type { Holder, Source } from './identify/token.ts';
import type { Failure } from './refusal/refusals.ts';
import type { Agreed } from './versions/agreement.ts';

/** The sources of facts that differ between a call that is made and one that is only asked about. */
export interface Means extends Source, Counting {}

type Unsure<Of> = { [Name in keyof Of]?: Of[Name] | undefined };

/** A call with the facts known about it. Checks that pass add to them. */
export interface Facts extends Unsure<Holder> {
  api: KeylessApi;
  call: Call;
  /** The operation of its method and path, matched once, before any check. */
  match: Match;
  means: Means;
  /** When the decision began: one time for all its checks. */
  now: Instant;
  /** The checks that have passed. */
  passed: GuardCheck[];
  /** The checks that have failed, in the order of the decision. */
  failures: { check: GuardCheck; failure: Failure }[];
  /** The mode of the domain that was addressed. */
  mode?: Mode | undefined;
  /** `null` if the call needs no token and has none. */
  acting?: ActingAs | null | undefined;
  operation?: Operation | undefined;
  parameters?: Record<string, string> | undefined;
  agreed?: Agreed | undefined;
  /** The security alternatives, as lists of scopes, one of which is needed. */
  alternatives?: readonly (readonly string[])[] | undefined;
  held?: Held | undefined;
  /** Scope ∩ role ∩ resource, each judged separately. */
  effective?: Effective | undefined;
  uses?: QuotaUse[] | undefined;
  /** `RateLimit` and `RateLimit-Policy`. */
  headers?: Record<string, string> | undefined;
}

/** Facts of which the named ones are known. */
export type Known<Names extends keyof Facts> = Facts & { [Name in Names]-?: NonNullable<Facts[Name]> };

/** A failure, or `null`. */
export type Judged = Failure | null;

/** One check of a decision. Several can share a name, which has passed when all of them have. */
export interface GuardCheck {
  name: CheckName;
  /** The facts that it depends on. It never runs without them. */
  given: readonly (keyof Facts)[];
  /** Notes what it finds among the facts. */
  judge(facts: Facts): Soon<Judged>;
  /** It also applies to calls that need no token. */
  withoutCaller?: true;
  /** It also runs if the check before it fails, so that the caller learns of both at once. */
  beside?: true;
  /** It runs only if every other check has passed. */
  last?: true;
}

/**
 * Begins the facts of a call with its operation: that of its method and path, or, where one address takes several kinds
 * of calls, the one of `x-latchkey-operations` that the API itself names. A name that the document lacks is not found:
 * it never falls back to the operation of the address, which may need less.
 */
export function factsOf(api: KeylessApi, operations: OperationTable, call: Call, means: Means): Facts {
  // With a place for all that checks add: an object that grows is slower to read.
  return {
    api,
    call,
    match: matchCall(operations, call),
    means,
    now: api.clock.now(),
    passed: [],
    failures: [],
    token: undefined,
    proof: undefined,
    mode: undefined,
    acting: undefined,
    operation: undefined,
    parameters: undefined,
    agreed: undefined,
    alternatives: undefined,
    held: undefined,
    effective: undefined,
    uses: undefined,
    headers: undefined,
  };
}

function matchCall(operations: OperationTable, call: Call): Match {
  const match = operations.match(call.method, call.path, call.host);
  if (match.kind !== 'found' || call.operation === undefined) return match;
  const operation = match.operation.named?.get(call.operation);
  return operation ? { ...match, operation } : { kind: 'not_found' };
}
