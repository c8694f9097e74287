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

/** Verifying with every key of a large set would be work that a stranger can ask for. */
const MOST_TRIES = 5;

/**
 * Verifies that a JWS was signed by one of the client's own registered keys, with an asymmetric algorithm.
 * A key that the header names (`jku`, `x5u`, `jwk`, `x5c`) is not looked at.
 */
export async function verifyWithClientKeys(
  api: Api,
  client: Pick<Client, 'settings'>,
  jws: CompactJws,
): Promise<Result<null, ClientKeyProblem>> {
  const { alg, kid } = jws.header;
  // An extension that has to be understood (RFC 7515 section 4.1.11); none is.
  if (!isAsymmetric(alg) || jws.header.crit !== undefined) return refused('signature_wrong');
  if (!api.config.algorithms.includes(alg)) return refused('algorithm_not_taken');
  for (const again of [false, true]) {
    const keys = await clientKeys(api, client, again);
    if (!keys) return refused('keys_unavailable');
    for (const key of keysFor(keys, alg, kid).slice(0, MOST_TRIES)) {
      if (await isSignedBy(jws, key, alg)) return ok(null);
    }
    // A client that rotated its keys publishes the new one before it signs with it.
    if (client.settings.jwksUri === undefined) break;
  }
  return refused('signature_wrong');
}

/**
 * The client's public keys: those it registered, or those at its `jwks_uri` (`again`: fetched anew if that was not
 * done moments ago). `null` when it has none, or they cannot be had.
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
