import type { Instant } from '../model/index.ts';
import type { UsageStore } from '../store/store.ts';

/** Counters that are looked at: a connection that was refused for many hours has some for each of them. */
const LOOKED_AT = 100;

/** The newest hour with calls. */
export interface LastUse {
  hour: Instant;
  /** `false` if only refused calls were found. */
  allowed: boolean;
}

/** Returns when a connected account was last used, to the hour, or `null` if no call of it is counted. */
export async function lastUse(
  store: Pick<UsageStore, 'usagePage'>,
  connectedAccountId: string,
): Promise<LastUse | null> {
  const { counts } = await store.usagePage({ connectedAccountId, limit: LOOKED_AT });
  const allowed = counts.find(({ outcome }) => outcome === 'allowed');
  const newest = allowed ?? counts[0];
  return newest ? { hour: newest.hour, allowed: allowed !== undefined } : null;
}
