import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import { authorizePath, client, DEFINITION, openSite, type Site } from '../../pages/site.ts';
import { codeIn, type Visitor } from '../../pages/visitor.ts';
import { applicationOf, backTo, challengeIn, HANDED_OVER } from './application.ts';

let site: Site;
let app: ReturnType<typeof applicationOf>;
before(async () => {
  const scopes = ['read', 'write', 'projects', 'reports'];
  site = await openSite({
    definition: {
      ...HANDED_OVER,
      scopes: { ...DEFINITION.scopes, reports: { title: 'See reports', optional: true } },
    },
    clients: [
      client({ id: 'reporter', scopes }),
      client({ id: 'stranger', name: 'Stranger', kind: 'public', origin: 'registration', scopes }),
      client({
        id: 'of-harbour',
        kind: 'confidential',
        origin: 'page',
        tenantId: TenantId('org_harbour'),
        scopes,
      }),
    ],
  });
  app = applicationOf(site.api);
});
after(() => site.close());

const HARBOUR = { tenant: 'org_harbour', role: 'viewer' };
const NORTH = { tenant: 'org_north', role: 'owner' };
let people = 0;

/** Somebody whom the application signed in, at a new browser. */
async function arrive(...memberships: object[]): Promise<{ browser: Visitor; id: string }> {
  const id = `person-${++people}`;
  const browser = site.browser();
  const given = { subject: id, memberships: memberships.length === 0 ? [HARBOUR] : memberships };
  await browser.get(backTo(await app.accept(challengeIn(await browser.get('/sign-in')), given)));
  return { browser, id };
}

const grantOf = (id: string, tenant = 'org_harbour', clientId = 'platform') =>
  site.api.store.grantFor(ClientId(clientId), UserId(id), TenantId(tenant));

it('shows the application the request, the person and their role, and takes its answer', async () => {
  const { browser, id } = await arrive();
  const challenge = challengeIn(await browser.get(authorizePath()));
  const read = await app.read(challenge);
  assert.deepEqual(
    [read.purpose, read.client?.name, read.tenant, read.person, read.resources],
    [
      'consent',
      'Casebridge',
      { id: 'org_harbour', name: 'Harbour Law' },
      { user: id, subject: id, role: 'viewer' },
      null,
    ],
  );
  assert.deepEqual(
    read.scopes.map(({ name }) => name),
    ['read', 'write'],
  );
  const done = await browser.get(backTo(await app.allow(challenge)));
  assert.match(codeIn(done) ?? '', /./);
  const grant = await grantOf(id);
  assert.deepEqual([grant?.scopes, grant?.status], [['read', 'write'], 'active']);
  assert.deepEqual(grant?.ceiling, ['case.read', 'contact.read'], 'no more than the role has');
});

it('tells the client that the person did not allow it', async () => {
  const { browser, id } = await arrive();
  const challenge = challengeIn(await browser.get(authorizePath()));
  const done = await browser.get(backTo(await app.refuse(challenge)));
  assert.equal(new URL(done.location ?? '').searchParams.get('error'), 'access_denied');
  assert.equal(await grantOf(id), null);
});

it('counts once, and a reload asks anew', async () => {
  const { browser } = await arrive();
  const challenge = challengeIn(await browser.get(authorizePath()));
  const back = backTo(await app.allow(challenge));
  assert.ok(codeIn(await browser.get(back)));
  const again = await browser.get(back);
  assert.equal(again.location, authorizePath());
  assert.notEqual(challengeIn(await browser.follow(again)), challenge);
});

it('is of no use to another browser, another person or another request', async () => {
  const [one, other] = [await arrive(), await arrive()];
  const back = backTo(await app.allow(challengeIn(await one.browser.get(authorizePath()))));
  assert.equal((await other.browser.get(back)).status, 403);
  assert.equal(codeIn(await one.browser.get(back)), null);

  const mine = backTo(await app.allow(challengeIn(await one.browser.get(authorizePath()))));
  const session = other.browser.cookies.get('latchkey-session') ?? '';
  one.browser.cookies.set('latchkey-session', session);
  assert.equal(codeIn(await one.browser.get(mine)), null);
  assert.equal(await grantOf(other.id), null);

  const { browser, id } = await arrive();
  const small = backTo(await app.allow(challengeIn(await browser.get(authorizePath({ scope: 'read' })))));
  const note = /latchkey_answer=.*$/.exec(small)?.[0] ?? '';
  assert.equal(codeIn(await browser.get(`${authorizePath({ scope: 'read write' })}&${note}`)), null);
  assert.equal(await grantOf(id), null);
});

it('has Latchkey’s own page ask for a client that nobody has verified', async () => {
  const { browser } = await arrive();
  const page = await browser.get(authorizePath({ client_id: 'stranger', scope: 'read' }));
  assert.equal(page.status, 200);
  assert.match(page.text, /Not verified/);
});

it('is not for a tenant whose client it is not, even if it was handed over for another', async () => {
  const { browser, id } = await arrive(HARBOUR, NORTH);
  const challenge = challengeIn(await browser.get(authorizePath({ client_id: 'of-harbour', scope: 'read' })));
  assert.deepEqual(
    (await app.read(challenge)).tenants.map(({ id: tenant }) => tenant),
    ['org_harbour'],
  );
  const answer = await app.allow(challenge, { tenant: 'org_north' });
  assert.equal(!answer.ok && answer.problem.code, 'tenant_unknown');
  assert.equal(await grantOf(id, 'org_north', 'of-harbour'), null);
});

it('asks again where the client lost its verification meanwhile', async () => {
  const { browser, id } = await arrive();
  const back = backTo(
    await app.allow(challengeIn(await browser.get(authorizePath({ client_id: 'server' })))),
  );
  const found = await site.api.store.client('server', site.clock.now());
  assert.ok(found);
  const settings = { ...found.client.settings, verified: false };
  await site.api.store.updateClient({ ...found.client, settings }, []);
  const page = await browser.get(back);
  assert.match(page.text, /Not verified/);
  assert.equal(await grantOf(id, 'org_harbour', 'server'), null);
  await site.api.store.updateClient(found.client, []);
});

it('is for the tenant that the person chose, of their own', async () => {
  const { browser, id } = await arrive(HARBOUR, NORTH);
  const challenge = challengeIn(await browser.get(authorizePath()));
  const other = await app.allow(challenge, { tenant: 'org_empty' });
  assert.equal(!other.ok && other.problem.code, 'tenant_unknown');
  assert.ok(codeIn(await browser.get(backTo(await app.allow(challenge, { tenant: 'org_north' })))));
  assert.ok(await grantOf(id, 'org_north'));
  assert.equal(await grantOf(id), null);
});

it('reaches the resources that were on offer, and not without naming any', async () => {
  const { browser, id } = await arrive();
  const ask = async () => challengeIn(await browser.get(authorizePath({ scope: 'read projects' })));
  const challenge = await ask();
  const offered = (await app.read(challenge)).resources ?? [];
  assert.deepEqual(
    offered.map(({ id: each, parent }) => [each, parent?.id ?? null]),
    [
      ['1', null],
      ['11', '1'],
      ['12', '1'],
      ['2', null],
    ],
  );
  for (const [resources, code] of [
    [undefined, 'resources_needed'],
    [[], 'resources_needed'],
    [[{ type: 'account', id: '3' }], 'resource_unknown'],
  ] as const) {
    const answer = await app.allow(challenge, { resources });
    assert.equal(!answer.ok && answer.problem.code, code);
  }
  const chosen = [{ type: 'project', id: '12' }];
  assert.ok(codeIn(await browser.get(backTo(await app.allow(challenge, { resources: chosen })))));
  assert.deepEqual((await grantOf(id))?.resources, chosen);
  const none = challengeIn(await browser.get(authorizePath({ client_id: 'server', scope: 'read' })));
  const wrong = await app.allow(none, { resources: chosen });
  assert.equal(!wrong.ok && wrong.problem.code, 'resource_unknown');
});

it('leaves out optional scopes and ends when the person chose', async () => {
  const { browser, id } = await arrive();
  const challenge = challengeIn(
    await browser.get(authorizePath({ client_id: 'reporter', scope: 'read reports' })),
  );
  const read = await app.read(challenge);
  assert.deepEqual(
    read.scopes.map(({ optional }) => optional),
    [false, true],
  );
  assert.deepEqual(read.expiry, [30, 90, 365, 'untilRevoked']);
  for (const [given, code] of [
    [{ scopes: ['read'] }, 'scope_not_optional'],
    [{ scopes: ['write'] }, 'scope_not_optional'],
    [{ expiry: 31 }, 'expiry_not_offered'],
    [{ expiry: 'unchanged' }, 'expiry_not_offered'],
  ] as const) {
    const answer = await app.allow(challenge, given);
    assert.equal(!answer.ok && answer.problem.code, code);
  }
  assert.ok(codeIn(await browser.get(backTo(await app.allow(challenge, { scopes: [], expiry: 30 })))));
  const grant = await grantOf(id, 'org_harbour', 'reporter');
  assert.deepEqual(grant?.scopes, ['read']);
  assert.equal(grant?.expiresAt, site.clock.now() + 30 * 24 * 60 * MINUTE);
});

it('is no answer to a sign-in, nor the reverse', async () => {
  const { browser } = await arrive();
  const consent = challengeIn(await browser.get(authorizePath({ state: 'crossed' })));
  const answer = await app.accept(consent);
  assert.equal(!answer.ok && answer.problem.code, 'wrong_purpose');
  const signIn = challengeIn(await site.browser().get('/sign-in'));
  const other = await app.allow(signIn);
  assert.equal(!other.ok && other.problem.code, 'wrong_purpose');
  const secret = /latchkey_answer=(.*)$/.exec(backTo(await app.allow(consent)))?.[1];
  assert.equal((await browser.get(`/sign-in/return?answer=${secret}`)).status, 400);
});

it('ends after ten minutes', async () => {
  const { browser, id } = await arrive();
  const back = backTo(await app.allow(challengeIn(await browser.get(authorizePath()))));
  site.clock.turn(10 * MINUTE);
  assert.equal(codeIn(await browser.get(back)), null);
  assert.equal(await grantOf(id), null);
});

it('stays silent where the client asks for that', async () => {
  const { browser } = await arrive();
  const done = await browser.get(authorizePath({ prompt: 'none' }));
  assert.equal(new URL(done.location ?? '').searchParams.get('error'), 'consent_required');
});
