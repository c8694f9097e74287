import { sha256 } from '../../src/lib/compare.ts';
import type { Store } from '../../src/store/store.ts';
import { passkey, recoveryCode } from '../store/cases/factors.ts';
import { event, NOW } from '../store/fixtures.ts';
import type { Thing, Who } from './thing.ts';

const turnOn = (store: Store, { userId, name }: Who) =>
  store.turnOnAuthenticator({
    authenticator: { userId, sealed: 'sealed', createdAt: NOW, lastUsedAt: null },
    codes: [recoveryCode(`code of ${name}`, userId)],
    audit: [],
  });
const addKey = (store: Store, { userId, name }: Who) =>
  store.addPasskey(passkey({ id: name, userId, credentialId: name }), 9, []);

/** The factors of a user, each of which the log can tell the end of. */
export const FACTORS: Record<string, Thing> = {
  'second step': {
    make: turnOn,
    // The app itself stays also where everything ends: it only adds to a password.
    async works(store, { userId }) {
      const { authenticator, codesLeft } = await store.factorsOf(userId);
      return authenticator !== null && codesLeft === 1;
    },
    end: (store, { userId }) =>
      store.endSecondStep({ userId, audit: [event('second_step.off', { userId })] }),
  },
  'recovery code': {
    make: turnOn,
    works: async (store, { userId }) => (await store.factorsOf(userId)).codesLeft === 1,
    end: (store, { userId, name }) =>
      store.useRecoveryCode({
        ...{ userId, hash: sha256(`code of ${name}`), now: NOW },
        audit: [event('recovery_code.used', { userId })],
      }),
  },
  passkey: {
    make: addKey,
    works: async (store, { userId }) => (await store.factorsOf(userId)).passkeys.length === 1,
    end: (store, { userId, name }) =>
      store.removePasskey({
        ...{ id: name, userId },
        audit: [event('passkey.removed', { userId, detail: { passkey: name } })],
      }),
  },
  'factors of somebody who lost them': {
    async make(store, who) {
      await turnOn(store, who);
      await addKey(store, who);
    },
    async works(store, { userId }) {
      const { authenticator, passkeys } = await store.factorsOf(userId);
      return authenticator !== null && passkeys.length === 1;
    },
    end: (_, { email }, __, type) => type(['user', 'remove-factors', email, '--yes']),
  },
};
