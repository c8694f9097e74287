import type { Api } from '../../api.ts';
import type { Counters } from '../../guard/counters.ts';
import type { Call } from '../../guard/decision.ts';
import { type Lease, Leases } from '../../guard/leases.ts';
import type { AdmittedCall } from '../../guard/limit.ts';
import type { OperationTable } from '../../guard/operations.ts';
import { eventOf } from '../../guard/record.ts';
import { type Reuse, reuseOf } from '../../guard/reuse.ts';
import { ok } from '../../lib/result.ts';
import { ChangeFeed } from './change-feed.ts';

/** By this header an API says that it lets other calls through by the same decision, and reports them. */
export const REUSE_HEADER = 'latchkey-reuse';

/** The claim of an identity that says which other calls a decision holds for. */
export interface ReuseClaim extends Reuse {
  /** The place in the log that the decision is at least as new as. */
  at: number;
  /** `null` when nothing limits such calls. */
  lease: Lease | null;
}

/** What Latchkey keeps for APIs in other processes that decide by themselves. */
export interface ForSdks {
  changes: ChangeFeed;
  leases: Leases;
  claimFor(call: Call, admitted: AdmittedCall, at: number): Promise<ReuseClaim | null>;
}

export async function openForSdks(
  api: Api,
  operations: OperationTable,
  counters: Counters,
): Promise<ForSdks> {
  const leases = new Leases(counters, api.clock);
  return {
    changes: await ChangeFeed.open(api.store, api.log),
    leases,
    async claimFor(call, admitted, at) {
      const row = eventOf(api, operations, call, ok(admitted), api.clock.now());
      const reuse = reuseOf(api, operations, admitted, row);
      return reuse && { ...reuse, at, lease: await leases.give(admitted.standings) };
    },
  };
}
