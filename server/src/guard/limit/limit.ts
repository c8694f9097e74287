import { after, type Soon } from '../../lib/soon.ts';
import type { Counters, Counting, QuotaUse } from '../../limits/counters.ts';
import { isWithin } from '../../limits/windows.ts';
import type { Known } from '../facts.ts';
import type { Failure } from '../refusal/refusals.ts';
import { limitsOf } from './quotas.ts';

/** Counts a call against its quotas. If one of them refuses it, none counts it. */
export function counting(counters: Counters): Counting {
  return { count: (quotas) => counters.take(quotas) };
}

/** Calculates the use of quotas without counting. */
export function looking(counters: Counters): Counting {
  return { count: (quotas) => counters.look(quotas) };
}

/** Checks a call against every limit that applies to it. */
export function withinLimits(facts: Known<'acting' | 'operation' | 'effective'>): Soon<Failure | null> {
  const { api, call, acting, operation, effective, means } = facts;
  const known = acting.rights.at(operation);
  known.limits ??= limitsOf(api.config, { call, acting, alternative: effective.alternative ?? [] });
  const { quotas, policy } = known.limits;
  return after(means.count(quotas), (uses) => {
    const headers = rateHeaders(policy, uses);
    if (!uses.every(isWithin)) return tooMany(uses, headers);
    facts.uses = uses;
    facts.headers = headers;
    return null;
  });
}

/** The `RateLimit` and `RateLimit-Policy` fields (draft-ietf-httpapi-ratelimit-headers-11). */
function rateHeaders(policy: string, uses: readonly QuotaUse[]): Record<string, string> {
  let ratelimit = '';
  for (const use of uses) {
    const { name, calls } = use.quota;
    const left = `"${name}";r=${Math.max(0, calls - use.calls)};t=${seconds(use)}`;
    ratelimit = ratelimit === '' ? left : `${ratelimit}, ${left}`;
  }
  return ratelimit === '' ? {} : { 'ratelimit-policy': policy, ratelimit };
}

function tooMany(uses: readonly QuotaUse[], headers: Record<string, string>): Failure {
  const spent = uses.filter((each) => !isWithin(each));
  const wait = Math.max(1, ...spent.map(seconds));
  const names = spent.map(({ quota }) => quota.name).join(' and ');
  return {
    code: 'rate_limited',
    spent,
    detail: `The limit for ${names} is used up; try again in ${wait} seconds.`,
    headers: { ...headers, 'retry-after': String(wait) },
  };
}

function seconds({ left }: QuotaUse): number {
  return Math.ceil(left / 1_000);
}
