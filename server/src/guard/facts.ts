import type { Effective, Held } from '../access/effective.ts';
import type { KeylessApi } from '../api.ts';
import type { Result } from '../lib/result.ts';
import type { CheckName, Mode, Operation } from '../model/index.ts';
import type { Match } from '../openapi/matching/route-tree.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import type { Call } from './call.ts';
import type { ActingAs } from './identify/connection.ts';
import type { Holder, Source } from './identify/token.ts';
import type { Counting, QuotaUse } from './limit/counters.ts';
import type { Failure } from './refusal/refusals.ts';
import type { Agreed } from './versions/agreement.ts';

/** In what a call that is made differs from one that is only asked about. */
export interface Means extends Source, Counting {}

/** A call and what is known of it. Checks that pass add to it. */
export interface Facts extends Partial<Holder> {
  api: KeylessApi;
  call: Call;
  /** What its method and path mean: matched once, before anything is checked. */
  match: Match;
  means: Means;
  /** Every check that was asked, and why it failed. */
  asked: Map<GuardCheck, Failure | null>;
  /** Of the domain that it came to. */
  mode?: Mode;
  /** `null`: it is known that nobody need be. */
  acting?: ActingAs | null;
  operation?: Operation;
  parameters?: Record<string, string>;
  agreed?: Agreed;
  /** The alternatives of scopes, of which one is needed. */
  ways?: string[][];
  held?: Held;
  /** Scope ∩ role ∩ resource, each by itself. */
  effective?: Effective;
  uses?: QuotaUse[];
}

/** Facts of which some are known. */
export type Known<Names extends keyof Facts> = Facts & { [Name in Names]-?: NonNullable<Facts[Name]> };

/** Why a check fails, or `null`; a check that finds something out says what is known after it. */
export type Judged = Failure | null | Result<Partial<Facts>, Failure>;

/** One check of a decision. Several go by one name, which has passed when all of them have. */
export interface GuardCheck {
  name: CheckName;
  /** The facts that it rests on. It is not asked without them. */
  given: readonly (keyof Facts)[];
  judge(facts: Facts): Judged | Promise<Judged>;
  /** Asked of calls that need no token as well. */
  ofEverybody?: true;
  /** Asked as well when the one just before it fails, so that the caller hears of both at once. */
  beside?: true;
  /** Asked only when everything else has passed. */
  last?: true;
}

/**
 * What a call means: the operation of its method and path, or the one of `x-latchkey-operations` under it that the
 * API itself says the call is, where one address takes calls of many kinds. A name that the document does not have
 * means nothing: it never falls back to the operation of the address, which may need less.
 */
export function factsOf(api: KeylessApi, operations: OperationTable, call: Call, means: Means): Facts {
  return { api, call, match: matchCall(operations, call), means, asked: new Map() };
}

function matchCall(operations: OperationTable, call: Call): Match {
  const match = operations.match(call.method, call.path, call.host);
  if (match.kind !== 'found' || call.operation === undefined) return match;
  const operation = match.operation.named?.get(call.operation);
  return operation ? { ...match, operation } : { kind: 'not_found' };
}
