import type { Api } from '../../api.ts';
import { fetchPublic } from '../../http/outbound.ts';
import { MINUTE, SECOND, steady } from '../../lib/clock.ts';
import type { FetchedKeys, Runtime } from '../../runtime.ts';

type Keys = readonly Record<string, unknown>[];

const LARGEST = 64 * 1024;
const TIMEOUT = 5 * SECOND;
/** Limits to how long fetched keys count, even if the client's server says otherwise: a withdrawn key must stop working. */
const SHORTEST = MINUTE;
const LONGEST = 15 * MINUTE;
/** Anybody can make up a `kid`; asking again because of one happens at most this often for each address. */
const BETWEEN_FETCHES = 15 * SECOND;
const MOST_ADDRESSES = 1_000;
const MOST_KEYS = 100;

/**
 * The keys at a client's `jwks_uri`; `null` when they cannot be had. From memory while they are fresh.
 *
 * @param again the ones in memory did not have the key; ask once more, unless that was done moments ago
 */
export async function fetchedKeys(api: Api, uri: string, again: boolean): Promise<Keys | null> {
  const cache = api.runtime.fetchedKeys;
  const now = steady(api.clock);
  const known = cache.get(uri);
  // Many requests at once are one question to the client's server.
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
