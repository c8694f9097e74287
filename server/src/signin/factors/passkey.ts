import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { networkOf } from '../../lib/network.ts';
import { Throttle } from '../../limits/throttle.ts';
import type { AuthMethod, Passkey, User, UserId } from '../../model/index.ts';
import { type Challenge, type ChallengePlace, readChallenge, useChallenge } from './challenge.ts';
import { type Asserted, challengeIn, readAsserted, readCreated } from './passkey-answer.ts';
import { ALGORITHMS, relyingParty, userHandle } from './passkey-options.ts';

export const MOST_PASSKEYS = 20;
const LONGEST_NAME = 60;
/** Passkeys that one network may present: each costs a look-up and a row of the log, though none can be guessed. */
const PRESENTED = new Throttle('passkey/address', { calls: 100, per: (15 * MINUTE) / SECOND });

/** Loaded when somebody first uses a passkey: 27 MB and half a second, with a polyfill of `Reflect` that it brings along. */
const library = () => import('@simplewebauthn/server');

export type PasskeyOutcome =
  | { outcome: 'right'; user: User; methods: AuthMethod[] }
  | { outcome: 'refused' }
  /** Seconds until the next one is accepted. */
  | { outcome: 'wait'; seconds: number };

/**
 * Checks a passkey that a browser presents, and notes its use. In this order: its challenge was made for this place, it is known, it
 * signed that challenge for this host with its user verified, its counter follows, the challenge is new.
 *
 * @param userId the only user whose passkeys count; `null`: whoever's it is
 */
export async function checkPasskey(
  api: Api,
  request: Inbound,
  place: ChallengePlace,
  text: string,
  userId: UserId | null,
): Promise<PasskeyOutcome> {
  const wait = await PRESENTED.take(api.runtime.throttles, networkOf(request.ip));
  if (wait !== null) return { outcome: 'wait', seconds: wait };
  const answer = readAsserted(text);
  const challenge = answer && readChallenge(api, place, challengeIn(answer));
  const found = answer && (await api.store.passkeyOf(answer.id));
  const refuse = async (code: string): Promise<PasskeyOutcome> => {
    const fields = { userId: found?.user.id ?? userId, outcome: 'denied', code } as const;
    await api.store.record([auditEvent(api, request, 'session.refused', fields)]);
    return { outcome: 'refused' };
  };
  if (!answer || !challenge) return refuse('passkey_challenge');
  if (!found || (userId !== null && found.user.id !== userId)) return refuse('passkey_unknown');
  const { passkey, user } = found;
  const counter = await counterOf(api, answer, passkey);
  if (counter === null) return refuse('passkey_wrong');
  if (!(await useChallenge(api, challenge))) return refuse('passkey_challenge');
  const noted = await api.store.usePasskey({ id: passkey.id, counter, now: api.clock.now() });
  // Web Authentication section 6.1.1: the device may have been copied.
  if (noted !== 'used') return refuse(noted === 'regressed' ? 'passkey_counter' : 'passkey_unknown');
  return { outcome: 'right', user, methods: [passkey.synced ? 'swk' : 'hwk', 'user', 'mfa'] };
}

/** Returns the counter of a right signature, or `null`. */
async function counterOf(api: Api, answer: Asserted, passkey: Passkey): Promise<number | null> {
  const { userHandle: handle } = answer.response;
  if (handle != null && handle !== userHandle(passkey.userId)) return null;
  const { verifyAuthenticationResponse } = await library();
  const { id, origin } = relyingParty(api);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: withoutNull(answer),
      expectedChallenge: challengeIn(answer),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        // 0 leaves the counter to the store, which compares and notes it in one step.
        counter: 0,
      },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

function withoutNull({ response, ...answer }: Asserted) {
  const { userHandle: handle, ...rest } = response;
  return { ...answer, response: handle == null ? rest : { ...rest, userHandle: handle } };
}

/**
 * Adds a passkey that a browser has made for this user. `refused`: it does not fit the page, or its device did not verify the
 * user. `exists`: somebody has it already.
 */
export async function addPasskey(
  api: Api,
  request: Inbound,
  place: ChallengePlace,
  userId: UserId,
  { text, name }: { text: string; name: string },
): Promise<'added' | 'exists' | 'too_many' | 'refused'> {
  const answer = readCreated(text);
  const challenge = answer && readChallenge(api, place, challengeIn(answer));
  if (!answer || !challenge) return 'refused';
  const made = await credentialOf(api, answer, challenge);
  if (!made) return 'refused';
  const now = api.clock.now();
  const passkey: Passkey = {
    id: newId('key'),
    userId,
    ...made,
    name: name.slice(0, LONGEST_NAME),
    transports: answer.response.transports,
    createdAt: now,
    lastUsedAt: null,
  };
  const detail = { passkey: passkey.id, name: passkey.name, synced: passkey.synced, by: userId };
  return api.store.addPasskey(passkey, MOST_PASSKEYS, [
    auditEvent(api, request, 'passkey.added', { userId, detail }),
  ]);
}

async function credentialOf(
  api: Api,
  answer: NonNullable<ReturnType<typeof readCreated>>,
  challenge: Challenge,
): Promise<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'synced'> | null> {
  const { verifyRegistrationResponse } = await library();
  const { id, origin } = relyingParty(api);
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...answer, response: { ...answer.response, transports: [] } },
      expectedChallenge: challengeIn(answer),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!registrationInfo || !(await useChallenge(api, challenge))) return null;
    const { credential, credentialDeviceType } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      synced: credentialDeviceType === 'multiDevice',
    };
  } catch {
    return null;
  }
}
