import { compactVerify } from 'jose';
import type { Api } from '../../api.ts';
import type { ClientSecret } from '../../model/index.ts';
import type { CompactJws } from '../../rules/jws/compact-jws.ts';
import { HMAC } from '../../rules/jws/signing-algorithms.ts';
import { openClientSecret } from '../../tokens/client-secret.ts';

/** Returns whether one of a client's valid secrets made the HMAC of a JWS (`client_secret_jwt`). */
export async function isSignedWithSecret(
  api: Api,
  secrets: readonly ClientSecret[],
  jws: CompactJws,
): Promise<boolean> {
  for (const record of secrets) {
    const secret = openClientSecret(api, record);
    if (secret === null) continue;
    try {
      await compactVerify(jws.text, secret, { algorithms: [...HMAC] });
      return true;
    } catch {
      // There may be a second valid secret while one is being replaced.
    }
  }
  return false;
}
