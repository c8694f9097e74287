import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Passkey, User } from '../../model/index.ts';

/** COSE algorithms in the order of our preference: EdDSA, ES256, RS256 (RFC 9053). Every device has one of them. */
export const ALGORITHMS = [-8, -7, -257];
/** In milliseconds, as browsers recommend where the user is verified. */
const TIMEOUT = 5 * 60_000;

/** The party that asks for passkeys is the host of the issuer, whatever other hosts the API has. */
export function relyingParty({ address }: Pick<Api, 'address'>): { id: string; origin: string } {
  return { id: new URL(address.origin).hostname, origin: address.origin };
}

/** Returns whether a page can use passkeys: they belong to the host of the issuer, and a browser refuses them elsewhere. */
export function hasPasskeys(api: Pick<Api, 'address' | 'config'>, request: Inbound): boolean {
  return api.config.signInBy.passkeys && request.headers.host === new URL(api.address.origin).host;
}

/**
 * Returns what a page asks the browser for, as JSON (Web Authentication section 5.5). Without `passkeys` the user chooses one, which says
 * who they are.
 */
export function requestOptions(api: Api, challenge: string, passkeys: readonly Passkey[] = []): object {
  return {
    challenge,
    rpId: relyingParty(api).id,
    timeout: TIMEOUT,
    userVerification: 'required',
    allowCredentials: passkeys.map(descriptorOf),
  };
}

/** Returns what a page asks the browser to make, as JSON (section 5.4). A passkey that the user has already is not made again. */
export function creationOptions(
  api: Api,
  challenge: string,
  { id, email, name }: User,
  passkeys: readonly Passkey[],
): object {
  return {
    challenge,
    rp: { id: relyingParty(api).id, name: api.config.title },
    user: { id: userHandle(id), name: email, displayName: name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: TIMEOUT,
    excludeCredentials: passkeys.map(descriptorOf),
    // Kept on the device with its user, so that it can be the only thing that somebody signs in with.
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

/** Section 5.4.3: no e-mail address or name, so that the device tells nothing about its user. */
export function userHandle(userId: string): string {
  return Buffer.from(userId).toString('base64url');
}

function descriptorOf({ credentialId, transports }: Passkey): object {
  return { type: 'public-key', id: credentialId, transports };
}
