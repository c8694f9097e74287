import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from './asking.ts';

const TOKENS = '/tenants/org_harbour/tokens';
const WANTED = { name: 'export', scopes: ['read:cases'], days: 30, addresses: ['203.0.113.9'] };

describe('personal access tokens in the management API', () => {
  let site: Site;
  let owner: Asker;
  let ada: Asker;
  let vera: Asker;
  let max: Asker;
  before(async () => {
    site = await openSite();
    owner = await program(site, ['manage:write']);
    [ada, vera, max] = [
      await person(site, await signedIn(site)),
      await person(site, await signedIn(site, 'vera')),
      await person(site, await signedIn(site, 'max')),
    ];
  });
  after(() => site.close());

  const names = async (who: Asker, path = TOKENS) =>
    (await who.get(path)).body.data.map(({ name }: { name: string }) => name);

  test('offers scopes, lifetimes and modes, and the least scopes for some operations', async () => {
    const { body } = await vera.get('/token-offer');
    assert.deepEqual([body.days.includes(30), body.modes, body.least], [true, ['live', 'sandbox'], null]);
    const named = body.scopes.map(({ name }: { name: string }) => name);
    assert.deepEqual(
      [named.includes('read'), named.includes('projects'), named.includes('partners')],
      [true, true, false],
    );
    const selecting = body.scopes.filter((each: { selectsResources: boolean }) => each.selectsResources);
    assert.deepEqual(
      selecting.map(({ name }: { name: string }) => name),
      ['projects'],
    );
    const { least } = (await vera.get('/token-offer?operations=case-read,deal-read')).body;
    assert.deepEqual(least, { scopes: ['read:cases'], closed: ['deal-read'] });
    const strange = await vera.get('/token-offer?operations=case-read,nothing');
    assert.deepEqual([strange.status, strange.body.code], [422, 'unknown_operation']);
  });

  test('makes a token for the one who asks, shown once, with a command that works', async () => {
    const made = await vera.post(TOKENS, WANTED);
    assert.equal(made.status, 201);
    assert.match(made.body.token, /^pat_/);
    assert.deepEqual(
      [made.body.user.id, made.body.addresses, made.body.state],
      ['vera', ['203.0.113.9/32'], 'live'],
    );
    assert.match(
      made.body.example,
      /^curl 'http:\/\/api\.harbour\.localhost:\d+\/cases' -H 'Authorization: Bearer pat_/,
    );
    assert.equal((await vera.get(`${TOKENS}/${made.body.id}`)).body.token, undefined);
    const [row] = await site.api.store.auditTrail({ kind: 'personal_token.created', limit: 1 });
    assert.ok(!JSON.stringify(row).includes(made.body.token));

    const wrong = await vera.post(TOKENS, { ...WANTED, scopes: ['projects'], days: 31, addresses: ['x'] });
    assert.deepEqual(
      [wrong.status, wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()],
      [422, ['/addresses', '/days', '/resources']],
    );
    const project = { type: 'project', id: '11' };
    const strange = await vera.post(TOKENS, {
      ...WANTED,
      resources: [project, { type: 'project', id: '7' }],
    });
    assert.match(strange.body.errors[0].detail, /project:7 is not in it/);
    const limited = await vera.post(TOKENS, { ...WANTED, scopes: ['projects'], resources: [project] });
    assert.deepEqual([limited.status, limited.body.resources], [201, [project]]);
    assert.deepEqual((await vera.get(`${TOKENS}/${limited.body.id}`)).body.resources, [project]);
    const [told] = await site.api.store.auditTrail({ kind: 'personal_token.created', limit: 1 });
    assert.deepEqual(told?.detail.resources, [project]);
    await vera.delete(`${TOKENS}/${limited.body.id}`);

    const { body: listed } = await vera.get('/tenants/org_harbour/selectable-resources');
    assert.deepEqual(
      listed.data.map(({ type, id }: { type: string; id: string }) => `${type}:${id}`),
      ['account:1', 'project:11', 'project:12', 'account:2'],
    );
    for (const who of [owner, await program(site, ['manage:write'], 'org_harbour')])
      assert.equal((await who.post(TOKENS, WANTED)).body.code, 'needs_a_person');
    await owner.put('/operators/vera', { role: 'owner' });
    assert.equal((await vera.post(TOKENS, { ...WANTED, name: 'as operator' })).body.user.id, 'vera');
    await owner.put('/operators/ada', { role: 'owner' });
    await owner.delete('/operators/vera');
    assert.equal((await max.post('/tenants/org_north/tokens', { ...WANTED, name: 'north' })).status, 201);
  });

  test('shows a manager all of the tenant page by page, a member their own, and each person theirs', async () => {
    site.clock.turn(1_000);
    await max.post(TOKENS, { ...WANTED, name: 'of max' });
    assert.deepEqual((await names(max)).toSorted(), ['as operator', 'export', 'export', 'of max']);
    assert.deepEqual((await names(vera)).toSorted(), ['as operator', 'export', 'export']);
    assert.deepEqual(await names(max, '/me/tokens'), ['of max', 'north']);
    const seen = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await owner.get(`${TOKENS}?limit=1${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...body.data);
      next = body.next;
    }
    assert.deepEqual(seen, (await owner.get(TOKENS)).body.data);
  });

  test('lets its owner or a manager revoke a token, and nobody else', async () => {
    const [ofMax] = (await max.get(TOKENS)).body.data;
    const path = `${TOKENS}/${ofMax.id}`;
    assert.equal((await vera.get(path)).status, 404);
    assert.equal((await vera.delete(path)).status, 404);
    assert.equal((await owner.delete(`/tenants/org_north/tokens/${ofMax.id}`)).status, 404);
    const bound = await program(site, ['manage:tokens:write'], 'org_harbour');
    assert.equal((await bound.delete(path)).status, 204);
    const second = await bound.delete(path);
    const third = await owner.delete(`/tokens/${ofMax.id}`);
    for (const late of [second, third])
      assert.deepEqual([late.status, late.body.code], [409, 'token_ended'], 'who comes second is told');
    assert.equal((await ada.get(path)).body.state, 'revoked');
    const [row] = await site.api.store.auditTrail({ kind: 'personal_token.revoked', limit: 1 });
    assert.equal(row?.userId, 'max');
    assert.match(String(row?.detail.by), /^mgt_/);
  });
});
