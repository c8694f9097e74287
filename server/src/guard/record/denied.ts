import type { Trace } from '../../audit/api-called.ts';
import { type RecordedRights, recordedRights, usedRights } from '../../audit/basis.ts';
import type { QuotaUse } from '../../limits/counters.ts';
import { explained, type Failed } from '../checks.ts';
import type { Facts, GuardCheck } from '../facts.ts';
import { type DraftRefusal, refusal } from '../refusal/refusals.ts';

/** A refusal with the facts that the log records. */
export interface Denied {
  refusal: DraftRefusal;
  trace: Trace;
  /** The caller's rights for the operation's needs, if they were checked. */
  held?: RecordedRights | undefined;
  /** The limits that refused the call. */
  spent?: readonly QuotaUse[] | undefined;
  /** The version that the call was for, if that was checked. */
  version?: string | undefined;
}

/** @param all the list to which the failed check belongs */
export function denial({ check, failure, trace, facts }: Failed, all: readonly GuardCheck[]): Denied {
  return {
    refusal: refusal(failure, explained(all, facts)),
    trace,
    spent: failure.spent,
    held: check.name === 'limit' ? heldOfOpened(facts) : heldOfRefused(facts),
    version: failure.version ?? facts.agreed?.agreement.version,
  };
}

function heldOfRefused({ acting, held, operation }: Facts): RecordedRights | undefined {
  return acting && held && operation ? recordedRights(held, acting.role, operation) : undefined;
}

/** Returns what the caller of a permitted call held of the operation's needs. */
export function heldOfOpened({ acting, held, operation, parameters }: Facts): RecordedRights | undefined {
  if (!acting || !held || !operation || !parameters) return undefined;
  return usedRights(held, acting.role, operation, parameters);
}
