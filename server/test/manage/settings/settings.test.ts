import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from '../api/asking.ts';

describe('what the API owner sees of the API', () => {
  let site: Site;
  let owner: Asker;
  before(async () => {
    site = await openSite({
      definition: { dialects: ['stray-whitespace'], dialectSunsets: { 'stray-whitespace': '2027-01-31' } },
    });
    owner = await program(site, ['manage:write']);
  });
  after(() => site.close());

  test('scopes and dialects, with the clients that have them', async () => {
    const { body } = await owner.get('/scopes');
    const read = body.data.find(({ name }: { name: string }) => name === 'read');
    assert.deepEqual([body.counted, read.clients, read.by.length], [3, 3, 3]);
    assert.deepEqual(Object.keys(read.by[0]), ['id', 'name', 'lastUsedAt']);
    const dialects = (await owner.get('/dialects')).body.data;
    const own = dialects.find(({ name }: { name: string }) => name === 'stray-whitespace');
    assert.deepEqual([own.forAll, own.sunset], [true, '2027-01-31']);
    assert.ok(own.risk.length > 10);
  });

  test('settings, resources and health, without a secret', async () => {
    const settings = (await owner.get('/settings')).body;
    assert.deepEqual([settings.registration, settings.approval], ['initial-access-token', 'none']);
    assert.ok(settings.profiles.length >= 3);
    assert.ok((await owner.get('/protected-resources')).body.data.length >= 2);
    const health = (await owner.get('/health')).body;
    assert.deepEqual([health.ready, health.fault, health.push], [true, null, 'none']);
  });

  test('the nodes, what waits for them, and one of which nothing is heard', async () => {
    const now = site.clock.now();
    const state = { push: 'up', pushAge: 40, chores: true, remembered: 7, cleanedAt: now } as const;
    const told = { version: '1.2.3', startedAt: now - DAY, ...state };
    await site.api.store.reportNode({ name: 'node_a', seenAt: now - MINUTE, ...told }, 0);
    await site.api.store.reportNode({ name: 'node_b', seenAt: now - MINUTE - 1, ...told }, 0);
    const { body } = await owner.get('/nodes');
    assert.deepEqual([body.waiting, body.data.length], [{ mails: 0, webhooks: 0 }, 2]);
    const [here, gone] = body.data;
    assert.deepEqual(
      [here.missing, here.chores, here.pushSeconds, here.version],
      [false, true, 0.04, '1.2.3'],
    );
    assert.deepEqual([gone.missing, gone.chores], [true, false]);
  });

  test('signing keys, which an owner replaces while the old ones still verify', async () => {
    const before = (await owner.get('/signing-keys')).body.data;
    site.clock.turn(1);
    const after = (await owner.post('/signing-keys/rotate', undefined)).body.data;
    assert.equal(after.length, before.length + 1);
    assert.deepEqual(
      after.map(({ signs }: { signs: boolean }) => signs),
      [true, false],
    );
    // The new one signs for 90 days, and the old one verifies for two more.
    const [signing, old] = after.map(({ until }: { until: string }) => Date.parse(until) - site.clock.now());
    assert.deepEqual([signing, old], [90 * DAY, 2 * DAY]);
    assert.equal(site.api.keys.signing().id, after[0].id);
    assert.ok(site.api.keys.published().some(({ kid }) => kid === before[0].id));
    const [row] = await site.api.store.auditTrail({ kind: 'signing_key.rotated', limit: 1 });
    assert.match(String(row?.detail.by), /^mgt_/);
  });

  test('registration tokens, shown once and ended at once', async () => {
    const made = await owner.post('/registration-tokens', { days: 2, clients: 3 });
    assert.deepEqual([made.status, made.body.clientsLeft], [201, 3]);
    const { body } = await owner.get('/registration-tokens');
    assert.ok(body.data.length === 1 && !JSON.stringify(body).includes(made.body.token));
    assert.equal((await owner.delete(`/registration-tokens/${made.body.id}`)).status, 204);
    assert.equal((await owner.delete(`/registration-tokens/${made.body.id}`)).status, 404);
    assert.deepEqual((await owner.get('/registration-tokens')).body.data, []);
  });

  test('nobody else sees it', async () => {
    const ada = await person(site, await signedIn(site));
    for (const path of [
      '/scopes',
      '/dialects',
      '/settings',
      '/health',
      '/nodes',
      '/signing-keys',
      '/registration-tokens',
    ])
      assert.equal((await ada.get(path)).body.code, 'not_an_operator', path);
    const reader = await program(site, ['manage:read']);
    assert.equal((await reader.post('/signing-keys/rotate', undefined)).body.code, 'insufficient_scope');
  });
});
