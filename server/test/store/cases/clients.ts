import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, type ClientSecret, TenantId, UserId } from '../../../src/model/index.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  access,
  type Current,
  client,
  connected,
  DAY,
  event,
  HOUR,
  logged,
  NOW,
  redemption,
} from '../fixtures.ts';

function secret(text: string, createdAt: number, expiresAt: number | null = null): ClientSecret {
  return {
    clientId: ClientId('platform'),
    hash: sha256(text),
    hint: text,
    sealed: null,
    createdAt,
    expiresAt,
  };
}

export function clientCases(store: Current): void {
  const secretsAt = async (now: number) =>
    (await store().client('platform', now))?.secrets.map(({ hint }) => hint);

  describe('clients', () => {
    it('gives back what was put in, field by field', async () => {
      const full = client({
        id: 'full',
        authMethod: 'client_secret_post',
        dialects: ['json-token-request'],
        actsAsUserId: UserId('usr_ben'),
        logoUri: 'https://c.example/logo.svg',
        clientUri: 'https://c.example/',
        registrationTokenHash: sha256('hash'),
        mode: 'sandbox',
      });
      assert.equal(await store().createClient(full, null, [event('client.created')]), 'created');
      assert.deepEqual(await store().client('full', NOW), { client: full, secrets: [] });
      assert.equal(await store().client('nobody', NOW), null);
    });

    it('refuses a second client of one id without touching the first', async () => {
      const taken = client({ name: 'Imposter' });
      assert.equal(await store().createClient(taken, secret('x', NOW), [event('client.created')]), 'exists');
      assert.equal((await store().client('platform', NOW))?.client.name, 'Case Platform');
      assert.deepEqual(await secretsAt(NOW), ['secret-1']);
      assert.deepEqual(await logged(store()), {});
    });

    it('changes everything but id, kind, mode, owner and origin', async () => {
      const changed = client({
        name: 'New',
        redirectUris: [],
        kind: 'public',
        mode: 'sandbox',
        origin: 'page',
      });
      assert.equal(await store().updateClient({ ...changed, ownerUserId: UserId('usr_ben') }, []), 'updated');
      assert.deepEqual(
        (await store().client('platform', NOW))?.client,
        client({ name: 'New', redirectUris: [] }),
      );
      assert.equal(await store().updateClient(client({ id: 'nobody' }), []), 'unknown');
    });

    it('refuses a change that was judged on another state, and ends one secret', async () => {
      const found = (await store().client('platform', NOW))?.client;
      assert.ok(found);
      await store().touchClient('platform', NOW + DAY);
      assert.equal(await store().updateClient({ ...found, name: 'One' }, [], found), 'updated');
      assert.equal(await store().updateClient({ ...found, name: 'Two' }, [], found), 'outdated');
      const [only] = (await store().client('platform', NOW))?.secrets ?? [];
      assert.ok(only);
      assert.equal(await store().endClientSecret(only, [event('client.secret_ended')]), 'ended');
      assert.equal(await store().endClientSecret(only, [event('client.secret_ended')]), 'unknown');
      assert.deepEqual(await secretsAt(NOW), []);
      assert.deepEqual(await logged(store()), { 'client.secret_ended': 1 });
    });

    it('lists clients newest first by filters, and finds those that registered themselves and are not used', async () => {
      const registered = { origin: 'registration', name: 'Agent 100%_' } as const;
      await store().createClient(client({ id: 'dyn_1', createdAt: 10, ...registered }), null, []);
      await store().createClient(client({ id: 'dyn_2', createdAt: 20, ...registered }), null, []);
      const stopped = { id: 'dyn_3', createdAt: 30, settings: { standing: 'suspended' } } as const;
      await store().createClient(
        client({ ...stopped, name: 'Zoë', ownerUserId: UserId('usr_ben') }),
        null,
        [],
      );
      const page = async (filters: Partial<Parameters<Store['clientsPage']>[0]>) =>
        (await store().clientsPage({ before: null, limit: 10, ...filters })).clients.map(({ id }) => id);
      assert.deepEqual(await page({ origin: 'registration' }), ['dyn_2', 'dyn_1']);
      assert.deepEqual(await page({ search: '100%_' }), ['dyn_2', 'dyn_1']);
      assert.deepEqual(await page({ search: 'ZOë' }), ['dyn_3']);
      assert.deepEqual(await page({ search: 'dyn_1', kind: 'platform' }), ['dyn_1']);
      assert.deepEqual(await page({ state: 'suspended' }), ['dyn_3']);
      assert.deepEqual(await page({ ownerUserId: 'usr_ben', state: 'active', mode: 'live' }), ['other']);
      assert.deepEqual(await page({ origin: 'registration', unusedSince: 20 }), ['dyn_1']);
      const first = await store().clientsPage({ before: null, limit: 1, origin: 'registration' });
      const { next: before } = first;
      assert.deepEqual(before && [before.createdAt, before.id], [20, 'dyn_2']);
      assert.deepEqual(await page({ origin: 'registration', before }), ['dyn_1']);

      await store().touchClient('dyn_1', NOW);
      const unused = { before: NOW, origin: null };
      assert.equal(await store().countUnusedClients({ ...unused, most: 10 }), 1);
      assert.equal(await store().countUnusedClients({ ...unused, origin: 'document', most: 10 }), 0);
      const row = { ...event('client.deleted'), detail: { reason: 'unused' } };
      assert.equal(await store().removeClientsUnusedSince({ ...unused, limit: 10 }, row), 1);
      const [deleted] = await store().auditTrail({ kind: 'client.deleted', limit: 1 });
      assert.deepEqual(
        [deleted?.clientId, deleted?.mode, deleted?.detail],
        ['dyn_2', 'live', { name: 'Agent 100%_', reason: 'unused' }],
      );
      assert.deepEqual(await page({ origin: 'registration' }), ['dyn_1']);
    });

    it('keeps what an operator set while a document is saved', async () => {
      const described = client({ id: 'https://a.example/', origin: 'document' });
      await store().saveDocumentClient(described, []);
      await store().updateClient({ ...described, settings: { standing: 'suspended' } }, []);
      await store().saveDocumentClient({ ...described, name: 'New' }, []);
      const found = (await store().client(described.id, NOW))?.client;
      assert.deepEqual([found?.name, found?.settings], ['New', { standing: 'suspended' }]);
    });

    it('has one picture, which changes with it and leaves with it', async () => {
      const made = client({ id: 'drawn' });
      await store().createClient(made, null, []);
      const draw = (hash: string, before = made) => {
        const next = { ...made, settings: { logo: hash } };
        const logo = { clientId: made.id, hash, type: 'image/png', data: 'AAAA' };
        return store().updateClient(next, [], before, logo);
      };
      assert.equal(await draw('one'), 'updated');
      assert.equal(await draw('two'), 'outdated');
      assert.deepEqual(
        [(await store().clientLogo('one'))?.data, await store().clientLogo('two')],
        ['AAAA', null],
      );
      assert.equal(await draw('two', { ...made, settings: { logo: 'one' } }), 'updated');
      await store().updateClient({ ...made, name: 'Other', settings: { logo: 'two' } }, []);
      assert.deepEqual(
        [await store().clientLogo('one'), (await store().clientLogo('two'))?.hash],
        [null, 'two'],
      );
      await store().deleteClient(made.id, []);
      assert.equal(await store().clientLogo('two'), null);
    });

    it('keeps two live secrets at most, the older until the overlap ends', async () => {
      await store().addClientSecret(secret('secret-2', NOW + 1), NOW + DAY, []);
      assert.deepEqual(await secretsAt(NOW + HOUR), ['secret-2', 'secret-1']);
      assert.deepEqual(await secretsAt(NOW + DAY), ['secret-2']);
      await store().addClientSecret(secret('secret-3', NOW + 2), NOW + HOUR, []);
      assert.deepEqual(await secretsAt(NOW + 3), ['secret-3', 'secret-2']);
      assert.deepEqual(await secretsAt(NOW + HOUR), ['secret-3']);
    });

    it('never lengthens the life of a secret', async () => {
      const fresh = client({ id: 'short' });
      await store().createClient(fresh, { ...secret('s', NOW, NOW + 10), clientId: ClientId('short') }, []);
      await store().addClientSecret({ ...secret('t', NOW + 1), clientId: ClientId('short') }, NOW + DAY, []);
      assert.equal((await store().client('short', NOW + 11))?.secrets.length, 1);
    });

    it('knows no secret for a client that is not there', async () => {
      const orphan = { ...secret('x', NOW), clientId: ClientId('nobody') };
      assert.equal(await store().addClientSecret(orphan, NOW, [event('client.secret_added')]), 'unknown');
      assert.deepEqual(await logged(store()), {});
    });

    it('ends grants and tokens together with their client', async () => {
      const { begun, first } = await connected(store());
      const own = access(first.family, {
        hash: sha256('own'),
        kind: 'client',
        familyId: null,
        grantId: null,
      });
      await store().issueAccessToken(own, []);
      assert.equal(await store().deleteClient('platform', [event('client.deleted')]), 'deleted');
      assert.equal(await store().deleteClient('platform', []), 'unknown');
      assert.equal(await store().accessToken(first.access.hash), null);
      assert.equal(await store().accessToken(sha256('own')), null);
      assert.equal(await store().refreshToken(first.refresh.hash), null);
      assert.equal(await store().connectedAccount(begun.connectedAccountId, []), null);
      assert.equal(await store().redeemCode(redemption(begun)), 'unknown');
      assert.equal((await store().accessToken(sha256('own')))?.client ?? null, null);
      assert.ok((await logged(store()))['client.deleted']);
    });

    it('lists what somebody owns, newest first', async () => {
      await store().createClient(client({ id: 'newer', createdAt: NOW + 1 }), null, []);
      await store().createClient(
        client({ id: 'foreign', createdAt: NOW + 2, tenantId: TenantId('org_b') }),
        null,
        [],
      );
      const page = { userId: UserId('usr_ann'), tenantId: TenantId('org_a') };
      const owned = await store().clientsOwnedBy({ ...page, before: null, limit: 9 });
      assert.deepEqual(
        owned.map(({ id }) => id),
        ['newer', 'platform'],
      );
      const [newest] = owned;
      assert.ok(newest);
      assert.deepEqual(await store().clientsOwnedBy({ ...page, before: newest, limit: 9 }), owned.slice(1));
      assert.deepEqual(await store().clientsOwnedBy({ ...page, before: null, limit: 1 }), [newest]);
    });

    it('walks through all clients by id, a chunk at a time', async () => {
      for (const id of ['zeta', 'alpha']) await store().createClient(client({ id }), null, []);
      const seen: string[] = [];
      for (let last = ''; ; ) {
        const chunk = await store().clientsAfter(last, 2);
        assert.ok(chunk.length <= 2);
        const end = chunk.at(-1);
        if (!end) break;
        seen.push(...chunk.map(({ id }) => id));
        last = end.id;
      }
      assert.deepEqual(seen, [...new Set(seen)].sort());
      assert.ok(seen.includes('alpha') && seen.includes('zeta') && seen.includes('platform'));
    });

    it('knows an initial access token until it expires', async () => {
      assert.ok(await store().initialAccessToken(sha256('iat-forever'), NOW + 1_000 * DAY));
      assert.ok(await store().initialAccessToken(sha256('iat-week'), NOW + 7 * DAY - 1));
      assert.equal(await store().initialAccessToken(sha256('iat-week'), NOW + 7 * DAY), null);
      assert.equal(await store().initialAccessToken(sha256('iat-none'), NOW), null);
    });
  });
}
