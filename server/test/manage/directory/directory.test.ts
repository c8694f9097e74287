import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { newManagementToken } from '../../../src/manage/management-tokens/make.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { personalToken } from '../../store/fixtures.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const HARBOUR = TenantId('org_harbour');

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there
type Answered = { status: number; body: any; headers: Headers };

describe('the directory of a tenant', () => {
  let site: Site;
  let scim: (method: string, path: string, body?: unknown) => Promise<Answered>;
  let north: typeof scim;
  before(async () => {
    site = await openSite({ definition: { management: { directoryRole: 'viewer' } } });
    scim = await directoryOf('org_harbour');
    north = await directoryOf('org_north');
  });
  after(() => site.close());

  async function directoryOf(tenant: string | null, scopes = ['manage:members:write']) {
    const { token, record } = newManagementToken(site.api.config, {
      ...{ name: 'directory', scopes, madeBy: null, expiresAt: null, createdAt: site.clock.now() },
      tenantId: tenant === null ? null : TenantId(tenant),
    });
    await site.api.store.createManagementToken(record, []);
    const { port } = new URL(site.api.address.issuer);
    return async (method: string, path: string, body?: unknown): Promise<Answered> => {
      const response = await fetch(`http://127.0.0.1:${port}/manage/scim/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      };
    };
  }
  const newUser = (userName: string, more: object = {}) => ({
    schemas: [USER],
    userName,
    name: { givenName: 'Nia', familyName: 'Okoye' },
    emails: [{ value: userName, primary: true }],
    ...more,
  });
  const placeOf = async (id: string, tenantId = HARBOUR) => {
    const user = await site.api.store.directoryUser(tenantId, id);
    return user && (await site.api.store.membership(user.userId, tenantId))?.role;
  };
  const patch = (...Operations: object[]) => ({ schemas: [PATCH], Operations });

  test('makes a person a member, and ends everything when they leave', async () => {
    const made = await scim('POST', '/Users', newUser('nia@harbour.example', { externalId: 'okta-1' }));
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('content-type'), 'application/scim+json');
    assert.equal(made.headers.get('location'), made.body.meta.location);
    const { id } = made.body;
    assert.equal(await placeOf(id), 'viewer');
    const userId = (await site.api.store.directoryUser(HARBOUR, id))?.userId ?? UserId('');
    const token = personalToken({ id: 'tok_nia', hash: sha256('nia'), userId, tenantId: HARBOUR });
    await site.api.store.createPersonalToken(token, []);

    const left = await scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));
    assert.deepEqual([left.status, left.body.active], [200, false]);
    assert.equal(await placeOf(id), undefined);
    assert.notEqual((await site.api.store.personalToken(sha256('nia')))?.token.revokedAt ?? null, null);
    const [row] = await site.api.store.auditTrail({ kind: 'member.removed', limit: 1 });
    assert.match(String(row?.detail.by), /^mgt_/);

    const back = await scim('PATCH', `/Users/${id}`, patch({ op: 'Replace', value: { active: true } }));
    assert.equal(back.status, 200);
    assert.equal(await placeOf(id), 'viewer', 'the same person, without what ended');
    assert.equal((await scim('DELETE', `/Users/${id}`)).status, 204);
    assert.equal((await scim('GET', `/Users/${id}`)).status, 404);
    assert.deepEqual(await site.api.store.membershipsOf(userId), []);
  });

  test('takes language and time zone over, where the person chose none themselves', async () => {
    const { store } = site.api;
    const given = { preferredLanguage: 'fr, nl;q=0.8', locale: 'de-DE', timezone: 'Europe/Kiev' };
    const { id } = (await scim('POST', '/Users', newUser('ola@harbour.example', given))).body;
    const { userId } = (await store.directoryUser(HARBOUR, id)) ?? assert.fail();
    const has = async () => {
      const { language, timeZone } = (await store.preferencesOf(userId)) ?? {};
      return [language, timeZone];
    };
    const says = (path: string, value: string) =>
      scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path, value }));
    assert.deepEqual(await has(), ['nl', 'Europe/Kyiv']);
    await says('preferredLanguage', 'de');
    assert.deepEqual(await has(), ['de', 'Europe/Kyiv']);
    await store.setPreferences({ userId, language: 'en' });
    await says('preferredLanguage', 'nl');
    await says('timezone', 'Mars/Base');
    assert.deepEqual(await has(), ['en', null]);
  });

  test('gives the role of a group that is called like one, of several the one that permits most', async () => {
    const { id } = (await scim('POST', '/Users', newUser('gus@harbour.example'))).body;
    const group = async (displayName: string, members = [{ value: id }]) =>
      (await scim('POST', '/Groups', { schemas: [GROUP], displayName, members })).body.id;
    const clerks = await group('Clerk');
    assert.equal(await placeOf(id), 'clerk');
    const managers = await group('MANAGER');
    assert.equal(await placeOf(id), 'manager');
    await group('Everybody');
    assert.equal(await placeOf(id), 'manager', 'a group that is called like no role gives none');
    await scim('PATCH', `/Groups/${managers}`, patch({ op: 'remove', path: `members[value eq "${id}"]` }));
    assert.equal(await placeOf(id), 'clerk');
    await scim('PATCH', `/Groups/${clerks}`, patch({ op: 'replace', path: 'displayName', value: 'Owner' }));
    assert.equal(await placeOf(id), 'owner');
    await scim('DELETE', `/Groups/${clerks}`);
    assert.equal(await placeOf(id), 'viewer');
    const own = await scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'add', path: 'roles', value: [{ value: 'manager' }] }),
    );
    assert.deepEqual([own.status, await placeOf(id)], [200, 'manager']);
  });

  test('ends the last manager too: the tenant said that they are gone', async () => {
    const { id } = (await north('POST', '/Users', newUser('max@harbour.example'))).body;
    const max = await site.api.store.directoryUser(TenantId('org_north'), id);
    assert.equal(max?.userId, 'max', 'a member of this tenant with that address is that person');
    await north('PUT', `/Users/${id}`, newUser('max@harbour.example', { active: false }));
    assert.equal(await placeOf(id, TenantId('org_north')), undefined);
    assert.equal(
      (await site.api.store.membership(UserId('max'), HARBOUR))?.role,
      'manager',
      'and no other place',
    );
  });

  test('reaches nobody by an address, and nothing of another tenant', async () => {
    const { id } = (await north('POST', '/Users', newUser('ada@harbour.example'))).body;
    const claimed = await site.api.store.directoryUser(TenantId('org_north'), id);
    assert.notEqual(claimed?.userId, 'ada', 'somebody with the address of a stranger is somebody new');
    assert.equal((await scim('GET', `/Users/${id}`)).status, 404);
    assert.equal((await scim('DELETE', `/Users/${id}`)).status, 404);
    const listed = await scim('GET', '/Users?count=200');
    assert.ok(!listed.body.Resources.some((each: { id: string }) => each.id === id));
    const foreign = { schemas: [GROUP], displayName: 'Theirs', members: [{ value: id }] };
    assert.deepEqual((await scim('POST', '/Groups', foreign)).body.members, []);
  });

  test('finds a user by name or id of the directory, and pages', async () => {
    const ids = [];
    for (const name of ['p1', 'p2', 'p3'])
      ids.push(
        (await scim('POST', '/Users', newUser(`${name}@harbour.example`, { externalId: name }))).body.id,
      );
    const find = async (filter: string) =>
      (await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body.Resources.map(
        ({ id }: { id: string }) => id,
      );
    assert.deepEqual(await find('userName eq "P2@harbour.example"'), [ids[1]]);
    assert.deepEqual(await find('externalId eq "p3"'), [ids[2]]);
    assert.deepEqual(await find('userName sw "p1@" and active eq true'), [ids[0]]);
    const total = (await scim('GET', '/Users?count=1')).body.totalResults;
    const seen = [];
    for (let startIndex = 1; startIndex <= total; startIndex += 2) {
      const { body } = await scim('GET', `/Users?startIndex=${startIndex}&count=2`);
      assert.equal(body.totalResults, total);
      seen.push(...body.Resources.map(({ id }: { id: string }) => id));
    }
    assert.equal(new Set(seen).size, total);
  });

  test('refuses in the words of the protocol', async () => {
    await scim('POST', '/Users', newUser('twice@harbour.example'));
    for (const [answer, status, scimType] of [
      [await scim('POST', '/Users', newUser('TWICE@harbour.example')), 409, 'uniqueness'],
      [await scim('POST', '/Users', { schemas: [USER] }), 400, 'invalidValue'],
      [await scim('POST', '/Users', '{'), 400, 'invalidSyntax'],
      [await scim('GET', '/Users?filter=nonsense'), 400, 'invalidFilter'],
      [await scim('GET', `/Users?filter=${'a'.repeat(600)}`), 400, 'invalidFilter'],
      [await scim('GET', '/Users/%22%20or%20id%20pr'), 404, undefined],
      [
        await scim('PATCH', '/Users/dir_nobody', patch({ op: 'replace', path: 'active', value: true })),
        404,
        undefined,
      ],
    ] as const) {
      assert.deepEqual(
        [answer.status, answer.body.status, answer.body.scimType],
        [status, String(status), scimType],
      );
      assert.deepEqual(answer.body.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error']);
    }
  });

  test('asks for a token of one tenant, with the scope for its members', async () => {
    const whole = await directoryOf(null);
    assert.equal((await whole('GET', '/Users')).status, 403);
    const reader = await directoryOf('org_harbour', ['manage:members:read']);
    assert.equal((await reader('GET', '/Users')).status, 200);
    assert.equal((await reader('POST', '/Users', newUser('no@harbour.example'))).status, 403);
    const { port } = new URL(site.api.address.issuer);
    const nobody = await fetch(`http://127.0.0.1:${port}/manage/scim/v2/Users`);
    assert.deepEqual(
      [nobody.status, nobody.headers.get('www-authenticate')],
      [401, 'Bearer realm="harbour directory"'],
    );
  });
});
