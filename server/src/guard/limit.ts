import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type ApiConfig, ConfigError } from '../config/index.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import type { Denied } from './attempt.ts';
import { checksOf } from './checks.ts';
import type { ActingAs } from './connection.ts';
import { PERMITTED, type PermittedCall } from './permit.ts';
import { type DraftRefusal, refusal } from './refusals.ts';

declare const admitted: unique symbol;

/** A call that is within all its limits. Only the limiter makes one. */
export interface AdmittedCall extends PermittedCall {
  /** `RateLimit` and `RateLimit-Policy`. */
  headers: Record<string, string>;
  readonly [admitted]: true;
}

export type Limit = (call: PermittedCall) => Promise<Result<AdmittedCall, Denied>>;

interface Quota {
  name: string;
  limiter: RateLimiterMemory;
  key: string;
}

interface Taken {
  quota: Quota;
  state: RateLimiterRes;
  within: boolean;
}

/** Timers in Node run 2^31 ms at most; a window beyond that would end at once and limit nothing. */
const LONGEST_WINDOW = 2_147_483;

/**
 * Counts calls in windows of fixed length, in this process: for a platform over all its connected accounts, for
 * each connected account, for each other client and personal token, and for each of these by class of scope.
 * A call that one of them refuses is counted by none. Throws `ConfigError` for a window that cannot be kept.
 */
export function createLimit(config: ApiConfig): Limit {
  const { platform, connectedAccount, client, scopeClasses } = config.limits;
  const limits: [string, { calls: number; per: number }][] = [
    ['platform', platform],
    ['account', connectedAccount],
    ['client', client],
    ...Object.entries(scopeClasses).map(([name, limit]): [string, typeof limit] => [`scope:${name}`, limit]),
  ];
  const limiters = new Map(
    limits.map(([name, { calls, per }]) => {
      if (per > LONGEST_WINDOW) {
        throw new ConfigError(config.name, [`limits, ${name}: per is at most ${LONGEST_WINDOW} seconds`]);
      }
      return [name, new RateLimiterMemory({ keyPrefix: name, points: calls, duration: per })];
    }),
  );
  return async (call) => {
    const { acting } = call;
    if (!acting) return made(call, {});
    const quotas = quotasOf(config, acting, call.way).flatMap(({ name, key }): Quota[] => {
      const limiter = limiters.get(name);
      return limiter ? [{ name, key, limiter }] : [];
    });
    // All are taken in one turn, so that no other call comes in between, and given back unless all hold.
    const taken = await Promise.all(quotas.map(take));
    if (taken.every(({ within }) => within)) return made(call, rateHeaders(taken));
    await Promise.all(quotas.map(({ limiter, key }) => limiter.reward(key)));
    return refused({ refusal: tooMany(taken), trace: acting.trace });
  };
}

function made(call: PermittedCall, headers: Record<string, string>): { ok: true; value: AdmittedCall } {
  return ok({ ...call, headers } as AdmittedCall);
}

/** What a call counts against. Each class of scope is counted for the narrowest party there is. */
function quotasOf(config: ApiConfig, acting: ActingAs, way: string[]): { name: string; key: string }[] {
  const { client, connectedAccount, personal } = acting;
  const holder = client?.id ?? personal?.id ?? '';
  const classes = new Set(way.map((scope) => config.scopes[scope]?.class));
  return [
    { name: client?.kind === 'platform' ? 'platform' : 'client', key: holder },
    ...(connectedAccount === null ? [] : [{ name: 'account', key: connectedAccount }]),
    ...[...classes].map((name) => ({ name: `scope:${name}`, key: connectedAccount ?? holder })),
  ];
}

async function take(quota: Quota): Promise<Taken> {
  try {
    return { quota, state: await quota.limiter.consume(quota.key), within: true };
  } catch (outcome) {
    // The library throws its answer when the quota is used up, and an error when it failed.
    if (outcome instanceof RateLimiterRes) return { quota, state: outcome, within: false };
    throw outcome;
  }
}

/** The `RateLimit` and `RateLimit-Policy` fields (draft-ietf-httpapi-ratelimit-headers-11). */
function rateHeaders(taken: Taken[]): Record<string, string> {
  return {
    'ratelimit-policy': taken
      .map(({ quota: { name, limiter } }) => `"${name}";q=${limiter.points};w=${limiter.duration}`)
      .join(', '),
    ratelimit: taken
      .map(({ quota, state }) => `"${quota.name}";r=${state.remainingPoints};t=${seconds(state)}`)
      .join(', '),
  };
}

function tooMany(taken: Taken[]): DraftRefusal {
  const spent = taken.filter(({ within }) => !within);
  const wait = Math.max(1, ...spent.map(({ state }) => seconds(state)));
  const names = spent.map(({ quota }) => quota.name).join(' and ');
  const detail = `The limit for ${names} is used up; try again in ${wait} seconds.`;
  return refusal({
    code: 'rate_limited',
    detail,
    checks: checksOf(PERMITTED, { limit: detail }),
    headers: { ...rateHeaders(taken), 'retry-after': String(wait) },
  });
}

function seconds(state: RateLimiterRes): number {
  return Math.ceil(state.msBeforeNext / 1_000);
}
