import { LRUCache } from 'lru-cache';
import { SECOND } from '../../lib/clock.ts';
import { type SignedCall, type SignedDecision, type Signing, signIdentity } from './identity.ts';

/** A third of the minute for which an identity is valid: enough is left when the API behind reads it. */
const FOR = 20 * SECOND;
const MOST = 1_000;
/** Bounds the memory: the addresses that strangers ask for may be long. */
const MOST_CHARACTERS = 256;

/**
 * Returns `signIdentity`, which remembers the identities of calls that nobody makes. Such a call needs no token, so its
 * identity opens nothing, and its signature would take as long as half of passing the call on. Calls alike (host, method,
 * path and query) get the same one, with the same `jti`, for 20 seconds.
 */
export function createIdentities(api: Signing): (call: SignedCall, decision: SignedDecision) => string {
  const remembered = new LRUCache<string, { identity: string; keyId: string; at: number }>({ max: MOST });
  return (call, decision) => {
    const { host, method, path, query } = call;
    const isNobodys = decision.caller === null && decision.reuse === undefined;
    if (!isNobodys || path.length + query.length > MOST_CHARACTERS) return signIdentity(api, call, decision);
    const key = `${host} ${method} ${path}?${query}`;
    const now = api.clock.now();
    const { id: keyId } = api.keys.signing();
    const known = remembered.get(key);
    // A clock that was set back must not make an identity of the future.
    if (known?.keyId === keyId && now >= known.at && now < known.at + FOR) return known.identity;
    const identity = signIdentity(api, call, decision);
    remembered.set(key, { identity, keyId, at: now });
    return identity;
  };
}
