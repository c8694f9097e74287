import type { ApiConfig } from '../config/index.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import type { Denied } from './attempt.ts';
import { checksOf } from './checks.ts';
import { Counters, type Standing } from './counters.ts';
import { PERMITTED, type PermittedCall } from './permit.ts';
import { quotasOf } from './quotas.ts';
import { type DraftRefusal, refusal } from './refusals.ts';

declare const admitted: unique symbol;

/** A call that is within all its limits. Only the limiter makes one. */
export interface AdmittedCall extends PermittedCall {
  /** `RateLimit` and `RateLimit-Policy`. */
  headers: Record<string, string>;
  /** Where each of the windows stands that it was counted in. */
  standings: Standing[];
  readonly [admitted]: true;
}

export type Limit = (call: PermittedCall) => Promise<Result<AdmittedCall, Denied>>;

/** Holds a call against every limit that it counts for. A call that one of them refuses is counted by none. */
export function createLimit(config: ApiConfig, counters: Counters = new Counters()): Limit {
  return async (call) => {
    const { acting } = call;
    if (!acting) return made(call, []);
    // All are taken in one turn, so that no other call comes in between, and given back unless all hold.
    const taken = await Promise.all(quotasOf(config, call).map((quota) => counters.take(quota)));
    if (taken.every(isWithin)) return made(call, taken);
    await Promise.all(taken.map(({ quota }) => counters.giveBack(quota)));
    return refused({ refusal: tooMany(taken), trace: acting.trace });
  };
}

/** The refusal that a call would get from its limits if it were made now; nothing is counted. */
export async function limitProblem(
  config: ApiConfig,
  counters: Counters,
  call: PermittedCall,
): Promise<DraftRefusal | null> {
  const standing = await Promise.all(quotasOf(config, call).map((quota) => counters.look(quota)));
  return standing.every(isWithin) ? null : tooMany(standing);
}

function made(call: PermittedCall, standings: Standing[]): { ok: true; value: AdmittedCall } {
  return ok({ ...call, standings, headers: rateHeaders(standings) } as AdmittedCall);
}

function isWithin({ quota, calls }: Standing): boolean {
  return calls <= quota.calls;
}

/** The `RateLimit` and `RateLimit-Policy` fields (draft-ietf-httpapi-ratelimit-headers-11). */
function rateHeaders(taken: Standing[]): Record<string, string> {
  if (taken.length === 0) return {};
  return {
    'ratelimit-policy': taken
      .map(({ quota: { name, calls, per } }) => `"${name}";q=${calls};w=${per}`)
      .join(', '),
    ratelimit: taken
      .map(
        (each) => `"${each.quota.name}";r=${Math.max(0, each.quota.calls - each.calls)};t=${seconds(each)}`,
      )
      .join(', '),
  };
}

function tooMany(taken: Standing[]): DraftRefusal {
  const spent = taken.filter((each) => !isWithin(each));
  const wait = Math.max(1, ...spent.map(seconds));
  const names = spent.map(({ quota }) => quota.name).join(' and ');
  const detail = `The limit for ${names} is used up; try again in ${wait} seconds.`;
  return refusal({
    code: 'rate_limited',
    detail,
    checks: checksOf(PERMITTED, { limit: detail }),
    headers: { ...rateHeaders(taken), 'retry-after': String(wait) },
  });
}

function seconds({ left }: Standing): number {
  return Math.ceil(left / 1_000);
}
