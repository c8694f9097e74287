import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Asker, person, program } from '../../manage/api/asking.ts';
import { authorizePath, openSite, type Site } from '../../pages/site.ts';
import { applicationOf, backTo, challengeIn, HANDED_OVER } from './application.ts';

let site: Site;
let application: Asker;
before(async () => {
  site = await openSite({ definition: HANDED_OVER });
  application = await program(site, ['manage:sign-in:write']);
});
after(() => site.close());

const ADA = {
  ...{ subject: 'ada-9', name: 'Ada', email: 'ada@app.example' },
  memberships: [{ tenant: 'org_harbour', role: 'owner' }],
};

const begin = async () => `/sign-in-challenges/${challengeIn(await site.browser().get('/sign-in'))}`;

it('is all done over HTTP: sign-in and consent, each read and accepted', async () => {
  const browser = site.browser();
  const signIn = `/sign-in-challenges/${challengeIn(await browser.get('/sign-in'))}`;
  assert.equal((await application.get(signIn)).body.purpose, 'sign_in');
  const accepted = await application.post(`${signIn}/accept`, ADA);
  assert.equal(accepted.status, 200);
  const back = new URL(accepted.body.redirectTo);
  assert.equal(back.origin, site.origin);
  assert.equal((await browser.get(back.pathname + back.search)).location, '/account');

  const consent = `/sign-in-challenges/${challengeIn(await browser.get(authorizePath()))}`;
  assert.equal((await application.get(consent)).body.person.subject, 'ada-9');
  const allowed = await application.post(`${consent}/accept-consent`, {});
  assert.match(
    (await browser.get(new URL(allowed.body.redirectTo).href.slice(site.origin.length))).location ?? '',
    /code=/,
  );
  const refused = await application.post(`${await begin()}/refuse`, { reason: 'Locked.' });
  assert.equal(refused.status, 200);
});

it('refuses with a code what does not count', async () => {
  const path = await begin();
  const refusals = [
    [{ ...ADA, memberships: [{ tenant: 'org_none', role: 'owner' }] }, 422, 'tenant_unknown'],
    [{ ...ADA, email: 'ada' }, 400, 'invalid_request'],
    [{ ...ADA, subject: 'with space' }, 400, 'invalid_request'],
    [{ ...ADA, admin: true }, 400, 'invalid_request'],
  ] as const;
  for (const [body, status, code] of refusals) {
    const { status: answered, body: problem } = await application.post(`${path}/accept`, body);
    assert.deepEqual([answered, problem.code], [status, code]);
  }
  assert.equal((await application.post(`${path}/accept-consent`, {})).body.code, 'wrong_purpose');
  assert.equal((await application.post(`${path}/accept`, ADA)).status, 200);
  assert.equal((await application.get(path)).status, 404);
  assert.equal((await application.get('/sign-in-challenges/nothing')).status, 404);
});

it('is for a program with the scope and for the whole API alone: no operator signs in as somebody', async () => {
  const path = await begin();
  const [reads, other, ofTenant] = [
    await program(site, ['manage:sign-in:read']),
    await program(site, ['manage:users:write']),
    await program(site, ['manage:sign-in:write'], 'org_harbour'),
  ];
  assert.equal((await reads.get(path)).status, 200);
  for (const each of [reads, other, ofTenant]) {
    assert.equal((await each.post(`${path}/accept`, ADA)).status, 403);
  }
  const browser = site.browser();
  const app = applicationOf(site.api);
  const own = await app.accept(challengeIn(await browser.get('/sign-in')), { ...ADA, subject: 'operator' });
  await browser.get(backTo(own));
  const user = await site.api.store.userById('operator');
  assert.ok(user);
  await site.api.store.setOperator({ userId: user.id, role: 'owner', createdAt: 0 }, []);
  const operator = await person(site, browser);
  const { status, body } = await operator.post(`${path}/accept`, ADA);
  assert.deepEqual([status, body.code], [403, 'needs_a_token']);
  assert.equal((await operator.get(path)).status, 403);
});
