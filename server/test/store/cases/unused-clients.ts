import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Client, ClientId } from '../../../src/model/index.ts';
import { type Current, client, consent, event, grantAfter, HOUR, logged, NOW } from '../fixtures.ts';

export function unusedClientCases(store: Current): void {
  const add = (id: string, over: Partial<Client> = {}) =>
    store().createClient(client({ id, origin: 'registration', ...over }), null, []);
  const lastUse = async (id: string) => (await store().client(id, NOW))?.client.lastUsedAt;
  const remove = (before: number, limit = 10) =>
    store().removeUnusedClients(before, limit, ({ id }) => event('client.deleted', { clientId: id }));
  const left = async (ids: string[]) => {
    const found = await Promise.all(ids.map((id) => store().client(id, NOW)));
    return ids.filter((_, at) => found[at] !== null);
  };

  describe('clients that nobody uses', () => {
    it('remembers that a client authenticated, at most once an hour', async () => {
      await add('tool');
      assert.equal(await lastUse('tool'), null);
      await store().touchClient('tool', NOW);
      await store().touchClient('tool', NOW + HOUR - 1);
      assert.equal(await lastUse('tool'), NOW);
      await store().touchClient('tool', NOW + HOUR);
      assert.equal(await lastUse('tool'), NOW + HOUR);
      await store().touchClient('nobody', NOW);
    });

    it('remembers a consent as a use, and keeps a later one', async () => {
      await add('tool');
      await grantAfter(store(), consent({ clientId: ClientId('tool') }));
      assert.equal(await lastUse('tool'), NOW);
      await store().touchClient('tool', NOW + 2 * HOUR);
      await grantAfter(store(), consent({ clientId: ClientId('tool') }));
      assert.equal(await lastUse('tool'), NOW + 2 * HOUR);
    });

    it('removes those that registered or described themselves, with a row for each', async () => {
      await add('registered');
      await add('https://tool.example/client', { origin: 'document' });
      await add('made', { origin: 'page' });
      await add('used');
      await store().touchClient('used', NOW);
      await add('new', { createdAt: NOW + 1 });
      assert.equal(await remove(NOW + 1), 2);
      assert.deepEqual(
        await left(['registered', 'https://tool.example/client', 'made', 'used', 'new', 'platform']),
        ['made', 'used', 'new', 'platform'],
      );
      assert.equal((await logged(store()))['client.deleted'], 2);
      const rows = await store().auditTrail({ clientId: 'registered', limit: 10 });
      assert.deepEqual(
        rows.map(({ kind }) => kind),
        ['client.deleted'],
      );
      assert.equal(await remove(NOW + 1), 0);
    });

    it('removes no more than it may in one go, the oldest first', async () => {
      for (const [at, id] of ['one', 'two', 'three'].entries()) await add(id, { createdAt: NOW + at });
      assert.equal(await remove(NOW + 10, 2), 2);
      assert.deepEqual(await left(['one', 'two', 'three']), ['three']);
    });

    it('removes each once, however many try', async () => {
      for (const id of ['one', 'two', 'three']) await add(id);
      const removed = await Promise.all(Array.from({ length: 10 }, () => remove(NOW + 1)));
      assert.equal(
        removed.reduce((sum, count) => sum + count),
        3,
      );
      assert.equal((await logged(store()))['client.deleted'], 3);
    });
  });
}
