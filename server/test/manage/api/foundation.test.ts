import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { OPERATIONS } from '../../../src/manage/operations.ts';
import { UserId } from '../../../src/model/index.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, asker, person, program } from './asking.ts';

describe('the management API', () => {
  let site: Site;
  let owner: Asker;
  before(async () => {
    site = await openSite();
    owner = await program(site, ['manage:write']);
  });
  after(() => site.close());

  test('has a document that anybody may read, with an id and a scope for each operation', async () => {
    const { status, body } = await asker(site, {}).get('/openapi.json');
    assert.equal(status, 200);
    const described = Object.values(body.paths).flatMap((item) => Object.values(item as object));
    assert.equal(described.length, OPERATIONS.length);
    assert.equal(new Set(described.map(({ operationId }) => operationId)).size, OPERATIONS.length);
    assert.equal(body.servers[0].url, `${site.api.address.origin}/manage`);
  });

  test('answers nobody without a token or session, and says how to ask', async () => {
    const nobody = await asker(site, {}).get('/tenants');
    assert.deepEqual([nobody.status, nobody.body.code], [401, 'no_credentials']);
    assert.equal(nobody.headers.get('www-authenticate'), 'Bearer realm="harbour management"');
    for (const token of ['nonsense', 'lkm_guess', `lkm_${'a'.repeat(49)}`]) {
      const wrong = await asker(site, { authorization: `Bearer ${token}` }).get('/tenants');
      assert.deepEqual([wrong.status, wrong.body.code], [401, 'invalid_token']);
    }
    const inUrl = await asker(site, {}).get('/tenants?access_token=lkm_x');
    assert.equal(inUrl.status, 400);
  });

  test('says what is wrong in the language that is asked for, in English without one', async () => {
    const german = { headers: { 'accept-language': 'fr;q=0.5, de-AT' } };
    const nobody = await asker(site, {}).get('/tenants', german);
    assert.match(nobody.body.detail, /^Senden Sie ein Verwaltungstoken/);
    const gone = await owner.get('/tenants/org_nowhere', german);
    assert.equal(gone.body.detail, 'Diesen Mandanten gibt es nicht.');
    assert.equal(gone.headers.get('content-language'), 'de');
    const faulty = await owner.post('/tenants', { id: 'a b', name: '', word: 1 }, german);
    const said = faulty.body.errors.map(({ detail }: { detail: string }) => detail);
    assert.deepEqual(said, [
      'bis zu 100 Zeichen aus ASCII ohne Leerzeichen',
      'Füllen Sie dies aus.',
      'Dieses Feld gibt es nicht.',
    ]);
    assert.equal(faulty.body.detail, 'Etwas in der Anfrage ist nicht verwendbar; siehe errors.');
    const program = await owner.get('/tenants/org_nowhere', { headers: { 'accept-language': '*' } });
    assert.equal(program.body.detail, 'There is no such tenant.');
    const stranger = await owner.get('/tenants/org_nowhere', { headers: { 'accept-language': 'fr' } });
    assert.equal(stranger.headers.get('content-language'), 'en');
  });

  test('refuses a token that has expired or was revoked', async () => {
    const made = await owner.post('/management-tokens', {
      name: 'short',
      scopes: ['manage:read'],
      expiresAt: new Date(site.clock.now() + MINUTE).toISOString(),
    });
    const short = asker(site, { authorization: `Bearer ${made.body.token}` });
    assert.equal((await short.get('/tenants')).status, 200);
    site.clock.turn(2 * MINUTE);
    assert.equal((await short.get('/tenants')).status, 401);

    const other = await owner.post('/management-tokens', { name: 'other', scopes: ['manage:read'] });
    const held = asker(site, { authorization: `Bearer ${other.body.token}` });
    assert.equal((await held.get('/me')).body.name, 'other');
    assert.equal((await owner.delete(`/management-tokens/${other.body.id}`)).status, 204);
    assert.equal((await held.get('/me')).status, 401);
    assert.equal((await owner.delete(`/management-tokens/${other.body.id}`)).status, 409);
  });

  test('gives a token what its scopes name, and no more', async () => {
    const reader = await program(site, ['manage:tenants:read']);
    assert.equal((await reader.get('/tenants')).status, 200);
    const refused = await reader.post('/tenants', { id: 'org_new', name: 'New' });
    assert.deepEqual([refused.status, refused.body.code], [403, 'insufficient_scope']);
    assert.match(refused.headers.get('www-authenticate') ?? '', /scope="manage:tenants:write"/);
    assert.equal((await reader.get('/operators')).status, 403);
    const maker = await program(site, ['manage:operators:write']);
    const wider = await maker.post('/management-tokens', { name: 'wider', scopes: ['manage:write'] });
    assert.deepEqual([wider.status, wider.body.code], [403, 'wider_than_own']);
  });

  test('gives a token of one tenant nothing of another, nor of the whole API', async () => {
    const bound = await program(site, ['manage:write'], 'org_harbour');
    assert.equal((await bound.get('/tenants/org_harbour')).status, 200);
    const other = await bound.get('/tenants/org_empty');
    const missing = await bound.get('/tenants/org_nowhere');
    assert.deepEqual([other.status, other.body], [404, missing.body]);
    assert.equal((await bound.get('/tenants')).status, 403);
    assert.equal((await bound.delete('/tenants/org_harbour')).status, 403);
  });

  test('gives people what their role gives: operators everything, auditors to read, members their tenant', async () => {
    const ada = await person(site, await signedIn(site));
    assert.equal((await ada.get('/tenants')).body.code, 'not_an_operator');
    assert.equal((await ada.get('/tenants/org_harbour')).status, 200);
    assert.equal((await ada.put('/operators/ada', { role: 'owner' })).status, 403);

    assert.equal((await owner.put('/operators/ada', { role: 'owner' })).status, 200);
    assert.equal((await owner.put('/operators/max', { role: 'auditor' })).status, 200);
    assert.equal((await ada.get('/tenants')).status, 200);
    const max = await person(site, await signedIn(site, 'max'));
    assert.equal((await max.get('/operators')).body.data.length, 2);
    const changing = await max.post('/tenants', { id: 'org_max', name: 'Max' });
    assert.deepEqual([changing.status, changing.body.code], [403, 'not_an_owner']);
    const last = await owner.delete('/operators/ada');
    assert.deepEqual([last.status, last.body.code], [409, 'last_owner']);
    assert.equal((await owner.delete('/operators/max')).status, 204);
    assert.equal((await site.api.store.operator(UserId('max'))) ?? null, null);
  });

  test('changes nothing for a browser whose request has no form token of its session', async () => {
    const browser = await signedIn(site);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const forged = asker(site, { cookie });
    assert.equal((await forged.get('/me')).status, 200);
    const refused = await forged.put('/operators/ada', { role: 'owner' });
    assert.deepEqual([refused.status, refused.body.code], [403, 'form_token']);
    const elsewhere = asker(site, { cookie, 'sec-fetch-site': 'cross-site' });
    assert.equal((await elsewhere.get('/me')).status, 403);
  });

  test('names each fault of a request with its place', async () => {
    const faulty = await owner.post('/tenants', { id: 'with space', naem: 'x' });
    assert.equal(faulty.status, 400);
    assert.deepEqual(faulty.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted(), [
      '/id',
      '/naem',
      '/name',
    ]);
    const query = await owner.get('/tenants?limit=0&limt=3');
    assert.deepEqual(query.body.errors.map(({ parameter }: { parameter: string }) => parameter).toSorted(), [
      'limit',
      'limt',
    ]);
    assert.equal((await owner.get('/tenants?cursor=nonsense')).status, 400);
    assert.equal((await owner.post('/tenants', '{"id"')).status, 400);
    assert.equal((await owner.post('/tenants', '{"id":"a","name":"\\u0000"}')).status, 400);
    const form = await owner.post('/tenants', 'id=a', { headers: { 'content-type': 'text/plain' } });
    assert.equal(form.status, 415);
    assert.equal((await owner.post('/tenants', { id: 'a', name: 'n'.repeat(300_000) })).status, 413);
  });

  test('pages through a list without leaving anything out', async () => {
    for (const id of ['page_1', 'page_2', 'page_3']) await owner.post('/tenants', { id, name: id });
    const all = (await owner.get('/tenants?limit=200')).body.data;
    const seen = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await owner.get(`/tenants?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...body.data);
      next = body.next;
    }
    assert.deepEqual(seen, all);
  });

  test('creates once for each idempotency key, also when two requests meet', async () => {
    const headers = { 'idempotency-key': '"a key"'.replace(' ', '-') };
    const body = { name: 'once', scopes: ['manage:read'] };
    const create = () => owner.post('/management-tokens', body, { headers });
    const first = await create();
    const second = await create();
    assert.equal(second.body.token, first.body.token, 'the answer with its secret comes again');
    const other = await owner.post('/management-tokens', { ...body, name: 'twice' }, { headers });
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused']);

    const together = { 'idempotency-key': 'together' };
    const tenant = { id: 'org_once', name: 'Once' };
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await owner.post('/tenants', tenant, { headers: together })).status),
    );
    assert.ok(statuses.every((status) => status === 201 || status === 409));
    assert.equal((await owner.post('/tenants', tenant, { headers: together })).status, 201);
    assert.equal((await owner.post('/tenants', tenant)).body.code, 'tenant_exists');

    const refused = { 'idempotency-key': 'refused' };
    assert.equal((await owner.post('/tenants', tenant, { headers: refused })).status, 409);
    const mended = await owner.post('/tenants', { ...tenant, id: 'org_mended' }, { headers: refused });
    assert.equal(mended.status, 201, 'a problem uses no key up');
  });

  test('tells what is as it was by an entity tag', async () => {
    const first = await owner.get('/tenants/org_harbour');
    const etag = first.headers.get('etag') ?? '';
    assert.match(etag, /^"[\w-]+"$/);
    const again = await owner.get('/tenants/org_harbour', { headers: { 'if-none-match': etag } });
    assert.deepEqual([again.status, again.body], [304, '']);
  });

  test('logs each change with the one who made it', async () => {
    await owner.post('/tenants', { id: 'org_logged', name: 'Logged' });
    const [row] = await site.api.store.auditTrail({ kind: 'tenant.created', limit: 1 });
    assert.match(String(row?.detail.by), /^mgt_/);
    await owner.delete('/tenants/org_logged');
    assert.equal((await owner.get('/tenants/org_logged')).status, 404);
  });
});
