import { expandScopes } from '../../access/scopes.ts';
import type { ApiConfig, Limits, LimitWindow } from '../../config/index.ts';
import { readAuthorization } from '../../http/bearer-credentials.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Quota } from '../../limits/counters.ts';
import type { Client, ClientKind } from '../../model/index.ts';
import type { Call } from '../call.ts';
import type { ActingAs } from '../identify/connection.ts';
import type { Limited } from '../identify/rights.ts';

/** The parties that a call can count against. */
type Counted = Pick<ActingAs, 'client' | 'connectedAccount' | 'personal' | 'user' | 'tenant' | 'rights'>;

/** With the plan of the client. */
type ClientLimits = Omit<Limits, 'plans'>;

/**
 * Returns every limit that a call counts against: the platform over its accounts or the client, the connected account,
 * the token, user and tenant if those are limited, and each scope class for the narrowest party. They are made once for a
 * caller and these classes. A new plan makes the client's row another one, so it applies from the next call on.
 */
export function limitsOf(
  config: ApiConfig,
  { acting, alternative, call }: { acting: Counted; alternative: readonly string[]; call: Call },
): Limited {
  const classes = new Set(alternative.map((scope) => config.scopes[scope]?.class ?? ''));
  const { limits } = acting.rights;
  const key = [...classes].join('\n');
  const before = limits.get(key);
  if (before) return before;
  const quotas = makeQuotas(config, { acting, classes, call });
  const made = { quotas, policy: policyOf(quotas) };
  limits.set(key, made);
  return made;
}

/** The `RateLimit-Policy` field (draft-ietf-httpapi-ratelimit-headers-11). */
function policyOf(quotas: readonly Quota[]): string {
  return quotas.map(({ name, calls, per }) => `"${name}";q=${calls};w=${per}`).join(', ');
}

function makeQuotas(
  config: ApiConfig,
  { acting, classes, call }: { acting: Counted; classes: ReadonlySet<string>; call: Call },
): Quota[] {
  const { client, connectedAccount, personal } = acting;
  const limits = limitsFor(config, client?.settings.plan);
  // Another personal access token of the same user gives no further calls.
  const holder = client?.id ?? (personal ? `${personal.tenantId} ${personal.userId}` : '');
  return [
    ...ofHolder(limits, client?.kind, holder),
    ...(connectedAccount === null
      ? []
      : windows('account', connectedAccount, limits.connectedAccount, 'account')),
    ...(limits.token ? windows('token', tokenKey(call), limits.token) : []),
    ...(limits.user && acting.user ? windows('user', acting.user.id, limits.user) : []),
    ...(limits.tenant && acting.tenant ? windows('tenant', acting.tenant.id, limits.tenant) : []),
    ...[...classes].flatMap((name) => ofClass(limits, name, { holder, connectedAccount })),
  ];
}

/** Returns the quotas of a client, or those of a connected account, that any of its calls can count against. */
export function quotasToShow(
  config: ApiConfig,
  client: Pick<Client, 'id' | 'kind' | 'settings' | 'scopes'>,
  connectedAccount: string | null,
): Quota[] {
  const limits = limitsFor(config, client.settings.plan);
  const whose = { holder: client.id, connectedAccount };
  const scopes = [...expandScopes(config.scopes, client.scopes)];
  const classes = new Set(scopes.map((scope) => config.scopes[scope]?.class));
  return [
    ...(connectedAccount === null
      ? ofHolder(limits, client.kind, client.id)
      : windows('account', connectedAccount, limits.connectedAccount, 'account')),
    ...Object.keys(limits.scopeClasses)
      .filter((name) => classes.has(name))
      .flatMap((name) => ofClass(limits, name, whose)),
  ];
}

function ofHolder(limits: ClientLimits, kind: ClientKind | undefined, holder: string): Quota[] {
  return kind === 'platform'
    ? windows('platform', holder, limits.platform, 'client')
    : windows('client', holder, limits.client, 'client');
}

/** Counted for the narrowest party. */
function ofClass(
  limits: ClientLimits,
  name: string,
  { holder, connectedAccount }: { holder: string; connectedAccount: string | null },
): Quota[] {
  const all = limits.scopeClasses[name] ?? [];
  return connectedAccount === null
    ? windows(`scope:${name}`, holder, all, 'client')
    : windows(`scope:${name}`, connectedAccount, all, 'account');
}

/** Uses only the token: with the whole header, a caller could vary blanks and case to get new windows. */
function tokenKey({ authorization }: Call): string {
  const sent = readAuthorization(authorization);
  return sha256(sent.kind === 'token' ? sent.token : '');
}

/** Ignores a plan that the configuration no longer has. */
function limitsFor({ limits }: ApiConfig, planName: string | undefined): ClientLimits {
  const plan = planName === undefined ? undefined : limits.plans[planName];
  if (!plan) return limits;
  return {
    ...limits,
    platform: plan.platform ?? limits.platform,
    connectedAccount: plan.connectedAccount ?? limits.connectedAccount,
    client: plan.client ?? limits.client,
    token: plan.token ?? limits.token,
    scopeClasses: { ...limits.scopeClasses, ...plan.scopeClasses },
  };
}

function windows(name: string, key: string, all: readonly LimitWindow[], of?: Quota['of']): Quota[] {
  return all.map((window) => ({
    ...window,
    name: all.length === 1 ? name : `${name}:${inWords(window.per)}`,
    key: `${name}/${window.per}/${key}`,
    ...(of === undefined ? {} : { of }),
  }));
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
] as const;

function inWords(per: number): string {
  const [seconds, unit] = UNITS.find(([each]) => per % each === 0) ?? [1, 's'];
  return `${per / seconds}${unit}`;
}
