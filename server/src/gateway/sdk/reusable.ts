import type { Api } from '../../api.ts';
import type { ReuseFor } from '../../guard/guard.ts';
import { eventOf } from '../../guard/record/record.ts';
import { Leases } from '../../guard/reuse/leases.ts';
import { openingsOf, reuseOf } from '../../guard/reuse/reuse.ts';
import { ok } from '../../lib/result.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import { ChangeFeed } from './change-feed.ts';

/** State for APIs in other processes that decide by themselves. */
export interface ForSdks {
  changes: ChangeFeed;
  leases: Leases;
  reuseFor: ReuseFor;
}

export async function openForSdks(api: Api, operations: OperationTable): Promise<ForSdks> {
  const leases = new Leases(api.runtime.counters, api.clock);
  const openings = openingsOf(operations);
  return {
    changes: await ChangeFeed.open(api.store, api.log),
    leases,
    async reuseFor(call, admitted) {
      const row = eventOf(admitted, ok(admitted), api.clock.now());
      const reuse = reuseOf(api, openings, admitted, row);
      return reuse && { ...reuse, at: call.reusable ?? 0, lease: await leases.give(admitted.uses) };
    },
  };
}
