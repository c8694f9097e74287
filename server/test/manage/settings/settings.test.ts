import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
    assert.deepEqual([body.counted, read.clients], [3, 3]);
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

  test('signing keys, which an owner replaces while the old ones still verify', async () => {
    const before = (await owner.get('/signing-keys')).body.data;
    site.clock.turn(1);
    const after = (await owner.post('/signing-keys/rotate', undefined)).body.data;
    assert.equal(after.length, before.length + 1);
    assert.deepEqual(
      after.map(({ signs }: { signs: boolean }) => signs),
      [true, false],
    );
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
      '/signing-keys',
      '/registration-tokens',
    ])
      assert.equal((await ada.get(path)).body.code, 'not_an_operator', path);
    const reader = await program(site, ['manage:read']);
    assert.equal((await reader.post('/signing-keys/rotate', undefined)).body.code, 'insufficient_scope');
  });
});
