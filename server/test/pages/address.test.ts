import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY } from '../../src/lib/clock.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { addressPanel } from '../../src/pages/account/address-panel.ts';
import type { Visit } from '../../src/pages/account/visit.ts';
import { spokenIn } from '../../src/pages/page-api.ts';
import { directorySource } from '../../src/signin/outside/of-directory.ts';
import { linkIn, mailsTo } from './mails-of.ts';
import { openSite, type Site } from './site.ts';
import { PASSWORD, type Page, signedIn, submit, type Visitor } from './visitor.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

async function ask(who: Visitor, email: string, password = PASSWORD): Promise<Page> {
  return submit(who, await who.get('/account/you'), '/account/you', [
    ['action', 'address'],
    ['email', email],
    ['password', password],
  ]);
}

async function press(path: string, browser = site.browser()): Promise<Page> {
  const page = await browser.get(path);
  return page.status === 200 ? browser.post(path, { form: page.field('form') }) : page;
}

const newest = async (email: string) => (await mailsTo(site, email))[0] ?? assert.fail(email);
const emailOf = async (id: string) => (await site.api.store.userById(id))?.email;

test('another address counts once its mailbox has confirmed it, and the one before can undo it', async () => {
  const ada = await signedIn(site);
  for (const [email, password, why] of [
    ['no address', PASSWORD, /Enter the whole address/],
    ['ADA@harbour.example', PASSWORD, /This is your address already/],
    ['ada@new.example', 'a wrong password', /This is not your password/],
  ] as const) {
    const refused = await ask(ada, email, password);
    assert.equal(refused.status, 422);
    assert.match(refused.text, why);
  }
  assert.equal((await mailsTo(site, 'ada@new.example')).length, 0);
  const asked = await ask(ada, 'ada@new.example');
  assert.match((await ada.follow(asked)).text, /A link is on its way to the new address/);
  const path = linkIn(await newest('ada@new.example'));
  for (let opened = 0; opened < 2; opened++) assert.equal((await site.browser().get(path)).status, 200);
  assert.equal(await emailOf('ada'), 'ada@harbour.example', 'opening it changes nothing');
  const page = await site.browser().get(path);
  assert.equal((await site.browser().post(path, { form: page.field('form') })).status, 403);
  assert.match((await press(path)).text, /You sign in with ada@new\.example from now on/);
  assert.equal((await press(path)).status, 410);
  assert.equal((await site.browser().signIn('ada@new.example')).status, 303);
  assert.equal((await site.browser().signIn('ada@harbour.example')).status, 403);

  const told = await newest('ada@harbour.example');
  assert.equal(told.subject, 'Your address for Harbour was changed');
  const undo = linkIn(told);
  site.clock.turn(6 * DAY);
  const thief = site.browser();
  await thief.signIn('ada@new.example');
  assert.match((await press(undo)).text, /The account signs in with ada@harbour\.example again/);
  assert.equal(await emailOf('ada'), 'ada@harbour.example');
  assert.equal((await thief.get('/account')).status, 303, 'every session ended');
  assert.equal((await site.browser().signIn('ada@harbour.example')).status, 403, 'nobody knows the password');
  assert.equal((await press(undo)).status, 410);
  const rows = await site.api.store.auditTrail({ kind: 'user.address_changed', limit: 9 });
  assert.deepEqual(
    rows.map(({ userId, detail }) => [userId, detail]),
    [
      ['ada', { undone: true, by: 'ada' }],
      ['ada', { by: 'ada' }],
    ],
  );
});

test('an address that somebody has is not given away, and only its mailbox learns of it', async () => {
  const vera = await signedIn(site, 'vera');
  const answer = await ask(vera, 'max@harbour.example');
  assert.equal(answer.location, '/account/you?done=address-asked');
  const mail = await newest('max@harbour.example');
  assert.match(mail.text, /It has an account already, so nothing was changed\./);
  assert.equal(mail.secret, null);

  // Somebody makes an account with the address before the link is opened.
  await ask(vera, 'late@new.example');
  const path = linkIn(await newest('late@new.example'));
  const late = { name: 'Late', passwordHash: null, createdAt: 0 };
  const { id } = (await site.api.store.userById('max')) ?? assert.fail();
  await site.api.store.addUser({ ...late, id: `${id}-late` as typeof id, email: 'LATE@new.example' }, []);
  const taken = await press(path);
  assert.equal(taken.status, 409);
  assert.equal(await emailOf('vera'), 'vera@harbour.example');
  site.clock.turn(DAY);
  assert.equal((await press(path)).status, 410);
});

test('somebody without a password reads who keeps their address', async () => {
  const user = {
    id: UserId('kim'),
    email: 'kim@north.example',
    name: 'Kim',
    passwordHash: null,
    createdAt: 0,
  };
  await site.api.store.addUser(user, []);
  const shown = async () => String(await addressPanel(spokenIn(site.api, 'nl'), { user } as Visit));
  assert.match(await shown(), /Dit adres wordt beheerd door Harbour\./);
  const source = directorySource(TenantId('org_harbour'));
  const own = { source, subject: 'dir_1', userId: user.id, email: user.email, emailVerified: false };
  await site.api.store.linkOutside({ ...own, founding: true, createdAt: 0, usedAt: 0 }, []);
  assert.match(await shown(), /Dit adres wordt beheerd door Harbour Law\./);
  assert.doesNotMatch(await shown(), /<form/);
});
