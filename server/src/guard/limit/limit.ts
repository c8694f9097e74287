import type { Effective } from '../../access/effective.ts';
import type { KeylessApi } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { after, type Soon } from '../../lib/soon.ts';
import type { Counters, Counting, QuotaUse } from '../../limits/counters.ts';
import { isWithin } from '../../limits/windows.ts';
import type { Call } from '../call.ts';
import type { ActingAs } from '../identify/connection.ts';
import type { Failure } from '../refusal/refusals.ts';
import { quotasOf } from './quotas.ts';

/** Counts a call against its quotas. If one of them refuses it, none counts it. */
export function counting(counters: Counters): Counting {
  return { count: (quotas) => counters.take(quotas) };
}

/** Calculates the use of quotas without counting. */
export function looking(counters: Counters): Counting {
  return { count: (quotas) => counters.look(quotas) };
}

/** Checks a call against every limit that applies to it. */
export function withinLimits({
  api,
  call,
  acting,
  effective,
  means,
}: {
  api: KeylessApi;
  call: Call;
  acting: ActingAs;
  effective: Effective;
  means: Counting;
}): Soon<Result<{ uses: QuotaUse[] }, Failure>> {
  const quotas = quotasOf(api.config, { call, acting, alternative: effective.alternative ?? [] });
  return after(means.count(quotas), (uses) => (uses.every(isWithin) ? ok({ uses }) : refused(tooMany(uses))));
}

/** The `RateLimit` and `RateLimit-Policy` fields (draft-ietf-httpapi-ratelimit-headers-11). */
export function rateHeaders(uses: readonly QuotaUse[]): Record<string, string> {
  if (uses.length === 0) return {};
  return {
    'ratelimit-policy': uses
      .map(({ quota: { name, calls, per } }) => `"${name}";q=${calls};w=${per}`)
      .join(', '),
    ratelimit: uses
      .map(
        (each) => `"${each.quota.name}";r=${Math.max(0, each.quota.calls - each.calls)};t=${seconds(each)}`,
      )
      .join(', '),
  };
}

function tooMany(uses: readonly QuotaUse[]): Failure {
  const spent = uses.filter((each) => !isWithin(each));
  const wait = Math.max(1, ...spent.map(seconds));
  const names = spent.map(({ quota }) => quota.name).join(' and ');
  return {
    code: 'rate_limited',
    spent,
    detail: `The limit for ${names} is used up; try again in ${wait} seconds.`,
    headers: { ...rateHeaders(uses), 'retry-after': String(wait) },
  };
}

function seconds({ left }: QuotaUse): number {
  return Math.ceil(left / 1_000);
}
