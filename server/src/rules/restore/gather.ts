import type { Instant } from '../../model/index.ts';
import type { Effect } from './effects.ts';
import type { NarrowClient } from './narrow-client.ts';

/** The effects of a log, one for each thing and what is done to it, so that a long log is done again in few steps. */
export type Gathered = ReadonlyMap<string, Effect>;

/**
 * Adds an effect to those before it. An end stays an end, and what was narrowed stays so narrow. A suspension, a role and
 * addresses are as they were last.
 */
export function gather(gathered: Map<string, Effect>, effect: Effect): void {
  const key = keyOf(effect);
  const before = gathered.get(key);
  gathered.set(key, before ? joined(before, effect) : effect);
}

/** Returns how many effects of each sort there are. */
export function countsOf(gathered: Gathered): Map<Effect['does'], number> {
  const counts = new Map<Effect['does'], number>();
  for (const { does } of gathered.values()) counts.set(does, (counts.get(does) ?? 0) + 1);
  return counts;
}

const IDS = new Set(['tenantId', 'clientId', 'userId', 'id', 'name', 'row']);

function keyOf(effect: Effect): string {
  // A connection's tokens end, whichever client held them.
  const ids =
    'grantId' in effect ? effect.grantId : Object.entries(effect).filter(([member]) => IDS.has(member));
  return JSON.stringify([effect.does, ids]);
}

function joined(before: Effect, effect: Effect): Effect {
  if (before.does === 'end connection' && effect.does === 'end connection') {
    return { ...effect, whole: before.whole || effect.whole, held: before.held || effect.held };
  }
  if (before.does === 'narrow connection' && effect.does === 'narrow connection') {
    return {
      ...effect,
      scopes: both(before.scopes, effect.scopes, (scope) => scope),
      resources: both(before.resources, effect.resources, ({ type, id }) => `${type}:${id}`),
      expiresAt: earlier(before.expiresAt, effect.expiresAt),
      held: before.held || effect.held,
    };
  }
  if (before.does === 'end tokens of connection' && effect.does === 'end tokens of connection') {
    return { ...effect, rotated: before.rotated && effect.rotated };
  }
  if (before.does === 'narrow client' && effect.does === 'narrow client') {
    return { ...effect, to: bothClients(before.to, effect.to) };
  }
  return effect;
}

/** Returns what is in both lists; `null` does not limit. */
export function both<Item>(
  one: readonly Item[] | null,
  other: readonly Item[] | null,
  key: (item: Item) => string,
): readonly Item[] | null {
  if (one === null || other === null) return one ?? other;
  const kept = new Set(other.map(key));
  return one.filter((item) => kept.has(key(item)));
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function bothClients(before: NarrowClient, now: NarrowClient): NarrowClient {
  const redirectUris = both(before.redirectUris ?? null, now.redirectUris ?? null, (uri) => uri);
  const scopes = both(before.scopes ?? null, now.scopes ?? null, (scope) => scope);
  return {
    ...before,
    ...now,
    ...(scopes ? { scopes } : {}),
    ...(redirectUris ? { redirectUris } : {}),
    ...(before.verified === false ? { verified: false } : {}),
    held: before.held || now.held,
    described: before.described || now.described,
  };
}
