import { compactVerify, importJWK, type JWK } from 'jose';
import type { Api } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client } from '../../model/index.ts';
import type { CompactJws } from '../../rules/jws/compact-jws.ts';
import {
  type Asymmetric,
  isAsymmetric,
  keysFor,
  type VerificationKey,
} from '../../rules/jws/signing-algorithms.ts';
import { fetchedKeys } from './fetched.ts';

export type ClientKeyProblem = 'keys_unavailable' | 'signature_wrong' | 'algorithm_not_taken';

/**
 * The most keys tried for one signature: an attacker could otherwise make verification expensive with a large
 * set.
 */
const MOST_TRIES = 5;

/**
 * Verifies that one of the client's registered keys signed a JWS, with an asymmetric algorithm. Ignores keys
 * that the header names (`jku`, `x5u`, `jwk`, `x5c`).
 */
export async function verifyWithClientKeys(
  api: Api,
  client: Pick<Client, 'settings'>,
  jws: CompactJws,
): Promise<Result<null, ClientKeyProblem>> {
  const { alg, kid } = jws.header;
  // RFC 7515 section 4.1.11: an extension in `crit` that is not understood makes a JWS invalid; none is
  // supported.
  if (!isAsymmetric(alg) || jws.header.crit !== undefined) return refused('signature_wrong');
  if (!api.config.algorithms.includes(alg)) return refused('algorithm_not_taken');
  for (const again of [false, true]) {
    const keys = await clientKeys(api, client, again);
    if (!keys) return refused('keys_unavailable');
    for (const key of keysFor(keys, alg, kid).slice(0, MOST_TRIES)) {
      if (await isSignedBy(jws, key, alg)) return ok(null);
    }
    // A client that rotates its keys publishes the new one before it signs with it, so a new fetch may help.
    if (client.settings.jwksUri === undefined) break;
  }
  return refused('signature_wrong');
}

/**
 * Returns the client's public keys: registered, or at its `jwks_uri` (`again`: fetched anew if that was not
 * done moments ago). Returns `null` if it has none or they cannot be fetched.
 */
export async function clientKeys(
  api: Api,
  { settings }: Pick<Client, 'settings'>,
  again = false,
): Promise<readonly Record<string, unknown>[] | null> {
  if (settings.jwks) return settings.jwks.keys;
  return settings.jwksUri === undefined ? null : fetchedKeys(api, settings.jwksUri, again);
}

async function isSignedBy(jws: CompactJws, key: VerificationKey, algorithm: Asymmetric): Promise<boolean> {
  try {
    const defined = Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined));
    await compactVerify(jws.text, await importJWK(defined as JWK, algorithm), { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}
