import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { openIdContext } from '../../../src/oauth/authorize/openid-request.ts';
import { claimsAbout } from '../../../src/openid/claims.ts';
import { authTimeOf } from '../../../src/rules/sign-in/class.ts';
import { authorizePath, client, openSite, type Site } from '../../pages/site.ts';
import { PASSWORD, type Visitor } from '../../pages/visitor.ts';
import { applicationOf, backTo, challengeIn, HANDED_OVER } from './application.ts';

const DAY = 24 * 60 * MINUTE;
const HARBOUR = TenantId('org_harbour');
const IN_HARBOUR = { memberships: [{ tenant: 'org_harbour', role: 'viewer' }] };

let site: Site;
let app: ReturnType<typeof applicationOf>;
before(async () => {
  site = await openSite({
    definition: { ...HANDED_OVER, signIn: { emailsVerified: true } },
    clients: [
      client({
        id: 'stranger',
        name: 'Stranger',
        kind: 'public',
        origin: 'registration',
        scopes: ['read', 'openid'],
      }),
    ],
  });
  app = applicationOf(site.api);
  for (const id of ['platform', 'server']) {
    const found = await site.api.store.client(id, site.clock.now());
    if (found)
      await site.api.store.updateClient({ ...found.client, scopes: [...found.client.scopes, 'openid'] }, []);
  }
});
after(() => site.close());

async function begin(browser: Visitor, path = '/account'): Promise<string> {
  let page = await browser.get(path);
  if (page.location?.startsWith('/sign-in')) page = await browser.follow(page);
  return challengeIn(page);
}

async function arrive(person: Record<string, unknown> = {}): Promise<Visitor> {
  const browser = site.browser();
  await browser.get(backTo(await app.accept(await begin(browser), { ...IN_HARBOUR, ...person })));
  return browser;
}

const membership = (id: string, tenant = 'org_harbour') =>
  site.api.store.membership(UserId(id), TenantId(tenant));

it('tells the application what is asked for, in the words of the pages', async () => {
  const asked = { client_id: 'server', scope: 'openid read', login_hint: 'ada@x.example', max_age: '600' };
  const path = authorizePath({ ...asked, ui_locales: 'nl pt', organisation_id: 'org_north' });
  const read = await app.read(await begin(site.browser(), path));
  assert.deepEqual(read.client, {
    ...{ id: 'server', name: 'Reporting server', kind: 'confidential', mode: 'live', verified: true },
    ...{ host: 'casebridge.example', destination: 'https://casebridge.example' },
  });
  assert.deepEqual(read.scopes, [
    { name: 'openid', title: 'Sign you in with your Harbour account', granted: false, optional: false },
    { name: 'read', title: 'See cases, quotes and contacts', granted: false, optional: false },
  ]);
  assert.deepEqual(
    [read.purpose, read.loginHint, read.maxAge, read.uiLocales, read.tenant?.name, read.prompt],
    ['sign_in', 'ada@x.example', 600, ['nl', 'pt'], 'North & Sons', []],
  );
});

it('signs in a person of the application, who goes on where they began', async () => {
  const browser = site.browser();
  const back = backTo(
    await app.accept(await begin(browser, '/account/people'), { ...IN_HARBOUR, subject: 'p-1' }),
  );
  const done = await browser.get(back);
  assert.equal(done.location, '/account/people');
  assert.match((await browser.get('/account')).text, /Harbour Law/);
  const user = await site.api.store.userById('p-1');
  assert.deepEqual([user?.name, user?.email, user?.passwordHash], ['Ada', 'ada@app.example', null]);
  assert.equal((await membership('p-1'))?.role, 'viewer');
});

it('leads back to the request of a client, and asks for the consent there', async () => {
  const browser = site.browser();
  const path = authorizePath();
  const back = backTo(await app.accept(await begin(browser, path), IN_HARBOUR));
  const done = await browser.get(back);
  assert.equal(done.location, path);
});

it('counts once: the challenge for one answer, the answer for one sign-in', async () => {
  const browser = site.browser();
  const challenge = await begin(browser);
  const both = await Promise.all([app.accept(challenge), app.accept(challenge, { subject: 'other' })]);
  assert.deepEqual(both.map(({ ok }) => ok).sort(), [false, true]);
  const back = backTo(both.find(({ ok }) => ok) ?? both[0]);
  assert.equal((await browser.get(back)).status, 303);
  browser.cookies.delete('latchkey-session');
  const again = await browser.get(back);
  assert.equal(again.status, 400);
  assert.equal(browser.cookies.has('latchkey-session'), false);
});

it('refuses an answer that another browser brings, and ends it for the first one too', async () => {
  const [attacker, victim] = [site.browser(), site.browser()];
  const challenge = await begin(attacker);
  await begin(victim);
  const back = backTo(await app.accept(challenge, { ...IN_HARBOUR, subject: 'victim' }));
  const refused = await victim.get(back);
  assert.equal(refused.status, 403);
  assert.equal(victim.cookies.has('latchkey-session'), false);
  assert.equal((await attacker.get(back)).status, 400);
  assert.equal(attacker.cookies.has('latchkey-session'), false);
  assert.equal(await site.api.store.userById('victim'), null);
});

it('gives the challenge alone no power: it is not the secret of the answer', async () => {
  const browser = site.browser();
  const challenge = await begin(browser);
  await app.accept(challenge, IN_HARBOUR);
  assert.equal((await browser.get(`/sign-in/return?answer=${challenge}`)).status, 400);
});

it('ends after ten minutes, before and after the answer', async () => {
  const browser = site.browser();
  const late = await begin(browser);
  const answered = backTo(await app.accept(await begin(browser)));
  site.clock.turn(10 * MINUTE);
  await assert.rejects(app.read(late), /no such challenge/);
  assert.equal((await browser.get(answered)).status, 400);
});

it('never takes a person for another by the e-mail address, or by an id that is taken', async () => {
  await arrive({ subject: 'thief', email: 'ada@harbour.example' });
  assert.equal((await site.api.store.userByEmail('ada@harbour.example'))?.id, 'ada');
  assert.equal((await site.api.store.userById('thief'))?.email, 'ada@harbour.example');
  const ada = await arrive({ subject: 'ada', email: 'other@app.example' });
  assert.equal((await site.api.store.userById('ada'))?.email, 'ada@harbour.example');
  assert.equal((await membership('ada'))?.role, 'owner');
  assert.match((await ada.get('/account')).text, /other<wbr>@app\.example/);
});

it('says of an address what the application says, to relying parties', async () => {
  const claims = async (id: string) => {
    const [user, place] = [await site.api.store.userById(id), await membership(id)];
    assert.ok(user && place);
    const asked = { scopes: ['email'], requested: {}, agreed: ['email'] };
    return claimsAbout(site.api, { user, membership: place }, asked);
  };
  await arrive({ subject: 'claimed' });
  await arrive({ subject: 'checked', emailVerified: true });
  assert.deepEqual(await claims('claimed'), { email: 'ada@app.example', email_verified: false });
  assert.deepEqual(await claims('checked'), { email: 'ada@app.example', email_verified: true });
  assert.equal((await claims('vera')).email_verified, true, 'as the configuration says');
});

it('sets places and roles at each sign-in, and takes back those that it gave', async () => {
  const places = (...memberships: object[]) => arrive({ subject: 'mover', memberships });
  await places(
    { tenant: 'org_harbour', role: 'viewer' },
    { tenant: 'org_new', role: 'owner', tenantName: 'New Ltd' },
  );
  assert.equal((await membership('mover', 'org_new'))?.tenantName, 'New Ltd');
  await arrive({ subject: 'other-owner', memberships: [{ tenant: 'org_new', role: 'owner' }] });
  await places({ tenant: 'org_harbour', role: 'manager' });
  assert.equal((await membership('mover'))?.role, 'manager');
  assert.equal(await membership('mover', 'org_new'), null);
  await arrive({ subject: 'mover', memberships: undefined });
  assert.equal((await membership('mover'))?.role, 'manager');
});

it('leaves a tenant its last manager, and a held member held', async () => {
  const only = { subject: 'sole', memberships: [{ tenant: 'org_sole', role: 'owner', tenantName: 'Sole' }] };
  await arrive(only);
  await arrive({ ...only, memberships: [{ tenant: 'org_sole', role: 'viewer' }] });
  await arrive({ ...only, memberships: [] });
  assert.equal((await membership('sole', 'org_sole'))?.role, 'owner');
  await site.api.store.setRole({
    tenantId: TenantId('org_sole'),
    userId: UserId('sole'),
    role: '(held) owner',
    audit: [],
  });
  await arrive(only);
  assert.equal((await membership('sole', 'org_sole'))?.role, '(held) owner');
});

it('refuses places that there are not, and says which', async () => {
  const challenge = await begin(site.browser());
  for (const [memberships, code] of [
    [[{ tenant: 'org_none', role: 'viewer' }], 'tenant_unknown'],
    [[{ tenant: HARBOUR, role: 'emperor' }], 'role_unknown'],
    [[{ tenant: 'org_north', role: 'clerk' }], 'role_unknown'],
    [
      [
        { tenant: HARBOUR, role: 'viewer' },
        { tenant: HARBOUR, role: 'owner' },
      ],
      'tenant_twice',
    ],
  ] as const) {
    const answer = await app.accept(challenge, { memberships });
    assert.equal(!answer.ok && answer.problem.code, code);
  }
});

it('takes no old sign-in where the client asks for a new one', async () => {
  const at = (ago: number) => new Date(site.clock.now() - ago).toISOString();
  for (const [parameters, ago, works] of [
    [{ prompt: 'login' }, MINUTE, false],
    [{ prompt: 'login' }, 0, true],
    [{ max_age: '600' }, 11 * MINUTE, false],
    [{ max_age: '600' }, 9 * MINUTE, true],
    [{}, DAY, true],
    [{}, -MINUTE, false],
  ] as const) {
    const path = authorizePath({ client_id: 'server', scope: 'openid', ...parameters });
    const answer = await app.accept(await begin(site.browser(), path), { authenticatedAt: at(ago) });
    assert.equal(answer.ok, works, JSON.stringify([parameters, ago]));
  }
});

it('tells a client that the application refused, and a visitor why', async () => {
  const browser = site.browser();
  const asked = await begin(browser, authorizePath());
  const back = await browser.get(backTo(await app.refuse(asked)));
  const told = new URL((await browser.get(back.location ?? '')).location ?? '');
  assert.deepEqual([told.host, told.searchParams.get('error')], ['casebridge.example', 'access_denied']);
  // This client is not verified, so the browser is not sent there by itself.
  const stranger = await begin(browser, authorizePath({ client_id: 'stranger', scope: 'read' }));
  const page = await browser.get((await browser.get(backTo(await app.refuse(stranger)))).location ?? '');
  assert.equal(page.status, 400);
  const visit = await begin(browser);
  const shown = await browser.get(backTo(await app.refuse(visit, 'Your account is locked.')));
  assert.equal(shown.status, 403);
  assert.match(shown.text, /Your account is locked\./);
});

it('believes no note of a refusal that somebody made up, or that is old', async () => {
  const browser = site.browser();
  const path = authorizePath();
  const back = await browser.get(backTo(await app.refuse(await begin(browser, path))));
  const note = /latchkey_refused=[^&]+/.exec(back.location ?? '')?.[0] ?? '';
  const other = authorizePath({ state: 'another' });
  challengeIn(await browser.get(`${other}&${note}`));
  challengeIn(await browser.get(`${path}&latchkey_refused=${site.clock.now()}.${'A'.repeat(43)}`));
  site.clock.turn(MINUTE);
  challengeIn(await browser.get(`${path}&${note}`));
});

it('has no password form any more, and signs nobody in by a password', async () => {
  const browser = site.browser();
  challengeIn(await browser.get('/sign-in'));
  await browser.post('/sign-in', { email: 'ada@harbour.example', password: PASSWORD, form: 'x' });
  assert.equal(browser.cookies.has('latchkey-session'), false);
});

it('keeps a form that was posted when its session had ended', async () => {
  const browser = await arrive({
    subject: 'keeper',
    memberships: [{ tenant: 'org_harbour', role: 'owner' }],
  });
  const form = await browser.get('/account/tokens/new');
  site.clock.turn(DAY);
  const own = { csrf: form.field('csrf'), tenant: form.field('tenant'), at: form.field('at') };
  const late = await browser.post('/account/tokens', { ...own, name: 'Nightly', scope: 'read', days: '90' });
  assert.match(late.text, /Your session has ended, and nothing has changed yet/);
  const fields = { form: late.field('form'), return_to: late.field('return_to'), kept: late.field('kept') };
  const sent = await browser.post('/sign-in/go-on', fields);
  const done = await browser.get(backTo(await app.accept(challengeIn(sent), { subject: 'keeper' })));
  assert.match((await browser.get(done.location ?? '')).text, /Nightly/);
});

it('stops a network that begins sign-ins without end', async () => {
  const busy = await openSite({ definition: HANDED_OVER });
  try {
    const browser = busy.browser();
    for (let at = 0; at < 600; at++) await browser.get('/sign-in');
    assert.equal((await browser.get('/sign-in')).status, 429);
  } finally {
    await busy.close();
  }
});

it('tells a client when and how the person authenticated there, and not that there was a password here', async () => {
  const browser = site.browser();
  const asked = authorizePath({ client_id: 'server', scope: 'openid', nonce: 'n' });
  const at = new Date(site.clock.now() - 5 * MINUTE);
  const how = { authenticatedAt: at.toISOString(), amr: ['pwd', 'otp'], acr: 'urn:acme:two' };
  await browser.get(
    backTo(await app.accept(await begin(browser, asked), { ...IN_HARBOUR, subject: 'timed', ...how })),
  );
  const [session] = await site.api.store.sessionsOf(UserId('timed'), site.clock.now());
  assert.ok(session);
  const context = openIdContext(
    { nonce: 'n', maxAge: null, claims: null, loginHint: null, subject: null },
    session,
  );
  assert.deepEqual([context.acr, context.amr], ['urn:acme:two', ['pwd', 'otp']]);
  assert.equal(authTimeOf(session), at.getTime());
});
