import assert from 'node:assert/strict';
import { sha256 } from '../../src/lib/compare.ts';
import { secretId } from '../../src/tokens/client-secret.ts';
import { event, NOW } from '../store/fixtures.ts';
import { clientOf, REDIRECT, type Thing } from './thing.ts';

/** Parts of a client of which the log can tell the end. */
export const CLIENT_THINGS: Record<string, Thing> = {
  client: {
    works: async (store, who) => (await clientOf(store, who)) !== null,
    end: (_, who, __, type) => type(['client', 'delete', who.clientId, '--yes']),
  },
  secret: {
    async works(store, who) {
      const known = await clientOf(store, who);
      return known?.secrets.some(({ hash }) => hash === sha256(`secret of ${who.name}`)) ?? false;
    },
    end: (store, { clientId, name }) =>
      store.addClientSecret(
        {
          clientId,
          hash: sha256(`new ${name}`),
          hint: '',
          sealed: null,
          createdAt: NOW + 1,
          expiresAt: null,
        },
        NOW + 1,
        [event('client.secret_added', { clientId, at: NOW + 1, detail: { overlapDays: 0 } })],
      ),
  },
  'secret that was ended': {
    async works(store, who) {
      const known = await clientOf(store, who);
      return known?.secrets.some(({ hash }) => hash === sha256(`secret of ${who.name}`)) ?? false;
    },
    async end(store, who) {
      const [secret] = (await clientOf(store, who))?.secrets ?? [];
      assert.ok(secret);
      const detail = { secret: secretId(secret) };
      return store.endClientSecret(secret, [
        event('client.secret_ended', { clientId: who.clientId, at: NOW + 1, detail }),
      ]);
    },
  },
  'client that is not suspended': {
    works: async (store, who) =>
      (await clientOf(store, who))?.client.settings.standing === undefined &&
      (await clientOf(store, who)) !== null,
    async end(store, who) {
      const known = await clientOf(store, who);
      assert.ok(known);
      const settings = { ...known.client.settings, standing: 'suspended' as const };
      return store.updateClient({ ...known.client, settings }, [
        event('client.changed', { clientId: who.clientId, detail: { suspended: true } }),
      ]);
    },
  },
  'scope of a client': {
    works: async (store, who) => (await clientOf(store, who))?.client.scopes.includes('notes:read') ?? false,
    async end(store, who) {
      const known = await clientOf(store, who);
      assert.ok(known);
      const scopes = known.client.scopes.filter((scope) => scope !== 'notes:read');
      return store.updateClient({ ...known.client, scopes }, [
        event('client.changed', { clientId: who.clientId, detail: { scopes } }),
      ]);
    },
  },
  'registration token that was ended': {
    make: (store, { name }) =>
      store.addInitialAccessToken(
        { hash: sha256(`ended ${name}`), usesLeft: null, createdAt: NOW, expiresAt: null },
        [],
      ),
    works: async (store, { name }) =>
      (await store.initialAccessToken(sha256(`ended ${name}`), Date.now())) !== null,
    end: (store, { name }) =>
      store.endInitialAccessToken(sha256(`ended ${name}`), [
        event('registration_token.ended', { detail: { tokenId: sha256(`ended ${name}`) } }),
      ]),
  },
  'redirect URI': {
    works: async (store, who) =>
      (await clientOf(store, who))?.client.redirectUris.includes(REDIRECT) ?? false,
    async end(store, who) {
      const known = await clientOf(store, who);
      assert.ok(known);
      const redirectUris = ['https://client.example/new'];
      const detail = { name: known.client.name, redirectUris, ipAllowlist: null };
      return store.updateClient({ ...known.client, redirectUris }, [
        event('client.changed', { clientId: who.clientId, detail }),
      ]);
    },
  },
};
