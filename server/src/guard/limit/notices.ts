import type { Trace } from '../../audit/api-called.ts';
import { DAY, HOUR, SECOND } from '../../lib/clock.ts';
import { NEAR, type Noticed, type QuotaUse } from '../../limits/counters.ts';
import type { Instant } from '../../model/index.ts';

/**
 * Returns the notices that the uses of a call give rise to: a limit is used up, or a limit for a day or longer nearly is.
 * Whether somebody was told before is for others to find out.
 */
export function noticesOf(
  uses: readonly QuotaUse[],
  { trace, requestId, at }: { trace: Trace; requestId: string | null; at: Instant },
): readonly Noticed[] {
  // Hardly any call has one.
  if (uses.every((use) => stepOf(use) === null)) return NONE;
  return uses.flatMap((use) => {
    const kind = stepOf(use);
    if (kind === null) return [];
    const { name, per, calls: limit, key, of } = use.quota;
    const { clientId, mode } = trace;
    const ends = at + use.left;
    const row = {
      ...({ kind, at, clientId, mode, outcome: 'allowed', code: null, requestId } as const),
      // A limit of a whole client is no matter of the customer whose call came last.
      tenantId: of === 'client' && clientId !== null ? null : trace.tenantId,
      connectedAccountId: of === 'account' ? trace.connectedAccountId : null,
      ...{ userId: null, grantId: null, ip: null },
      detail: {
        ...{ policy: name, window: per, limit, used: Math.min(use.calls, limit) },
        resetsAt: Math.ceil(ends / SECOND) * SECOND,
      },
    };
    // Limits of a second would otherwise tell every second.
    const until = Math.max(ends, at + HOUR);
    return [{ use, notice: { key: `${kind} ${clientId ?? ''} ${key}`, until, row } }];
  });
}

const NONE: readonly Noticed[] = [];

function stepOf({ quota, calls }: QuotaUse): 'limit.near' | 'limit.reached' | null {
  if (calls >= quota.calls) return 'limit.reached';
  return quota.per * SECOND >= DAY && calls >= quota.calls * NEAR ? 'limit.near' : null;
}
