import type { Api } from '../../api.ts';
import { fetchPublic } from '../../http/outbound.ts';
import { MINUTE, SECOND, steady } from '../../lib/clock.ts';
import type { FetchedKeys, Runtime } from '../../runtime.ts';

type Keys = readonly Record<string, unknown>[];

const LARGEST = 64 * 1024;
const TIMEOUT = 5 * SECOND;
/**
 * The limits for how long fetched keys are cached, whatever the client's server says: a withdrawn key must
 * stop working in time.
 */
const SHORTEST = MINUTE;
const LONGEST = 15 * MINUTE;
/** An attacker can invent a `kid`, so an unknown one causes a new fetch at most this often per address. */
const BETWEEN_FETCHES = 15 * SECOND;
const MOST_ADDRESSES = 1_000;
const MOST_KEYS = 100;

/**
 * Returns the keys at a client's `jwks_uri`, from the cache while they are fresh, or `null` if they cannot be
 * fetched.
 *
 * @param again the cached keys lacked one; fetch again, unless that was done moments ago
 */
export async function fetchedKeys(api: Api, uri: string, again: boolean): Promise<Keys | null> {
  const cache = api.runtime.fetchedKeys;
  const now = steady(api.clock);
  const known = cache.get(uri);
  // Simultaneous requests share one fetch.
  if (known?.asking) return (await known.asking).keys;
  const fresh = known !== undefined && known.keys !== null && now < known.freshUntil;
  if (known && now < known.askedAt + BETWEEN_FETCHES) return fresh ? known.keys : null;
  if (known && fresh && !again) return known.keys;

  const entry: FetchedKeys = {
    keys: fresh ? known.keys : null,
    freshUntil: known?.freshUntil ?? now,
    askedAt: now,
    asking: null,
  };
  entry.asking = ask(api, uri, entry);
  remember(cache, uri, entry);
  return (await entry.asking).keys;
}

async function ask(api: Api, uri: string, entry: FetchedKeys): Promise<FetchedKeys> {
  const answer = await fetchPublic(uri, {
    accept: ['application/jwk-set+json', 'application/json'],
    maxBytes: LARGEST,
    timeoutMs: TIMEOUT,
    allowLoopback: !api.address.secure,
  });
  const keys = answer.ok ? keysIn(answer.value.body) : null;
  if (answer.ok && keys) {
    const lifetime = Math.min(Math.max((answer.value.maxAge ?? 0) * SECOND, SHORTEST), LONGEST);
    entry.keys = keys;
    entry.freshUntil = steady(api.clock) + lifetime;
  } else {
    api.log.warn({ problem: answer.ok ? 'no_key_set' : answer.problem }, "a client's keys cannot be fetched");
  }
  entry.asking = null;
  return entry;
}

function keysIn(body: Buffer): Keys | null {
  try {
    const { keys } = JSON.parse(body.toString('utf8')) as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length > MOST_KEYS) return null;
    return keys.filter((key) => typeof key === 'object' && key !== null);
  } catch {
    return null;
  }
}

function remember(cache: Runtime['fetchedKeys'], uri: string, entry: FetchedKeys): void {
  cache.delete(uri);
  cache.set(uri, entry);
  const [oldest] = cache.keys();
  if (cache.size > MOST_ADDRESSES && oldest !== undefined) cache.delete(oldest);
}
