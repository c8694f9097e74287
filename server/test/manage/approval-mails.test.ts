import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR } from '../../src/lib/clock.ts';
import { unsubscribeLink } from '../../src/mail/unsubscribe.ts';
import { UserId } from '../../src/model/index.ts';
import { mailsTo } from '../pages/mails-of.ts';
import { openSite, type Site } from '../pages/site.ts';
import { signedIn } from '../pages/visitor.ts';
import { type Asker, person } from './api/asking.ts';

const MAX = 'max@harbour.example';
const ADA = 'ada@harbour.example';
const APPLICATION = {
  ...{ name: 'Calendar', kind: 'confidential', mode: 'live', scopes: ['read'] },
  redirectUris: ['https://calendar.example/cb'],
};

let site: Site;
let vera: Asker;
before(async () => {
  site = await openSite({ definition: { developers: { approval: 'live' } } });
  const { store, clock } = site.api;
  for (const [id, role] of [
    ['max', 'owner'],
    ['ada', 'owner'],
    ['bob', 'auditor'],
  ] as const) {
    await store.setOperator({ userId: UserId(id), role, createdAt: clock.now() }, []);
  }
  await store.setPreferences({ userId: UserId('ada'), language: 'de' });
  vera = await person(site, await signedIn(site, 'vera'));
});
after(() => site.close());

test('owners are told of an application that waits, each in their language, and of many together', async () => {
  const { clock } = site;
  assert.equal((await vera.post('/clients', { ...APPLICATION, mode: 'sandbox' })).status, 201);
  assert.deepEqual(await mailsTo(site, MAX), [], 'in the sandbox none waits');

  const made = await vera.post('/clients', APPLICATION);
  assert.equal(made.body.state, 'pending');
  const [told, ...more] = await mailsTo(site, MAX);
  assert.ok(told);
  assert.deepEqual(more, []);
  assert.equal(told.subject, 'An application waits for your approval at Harbour');
  assert.match(told.text, /\(vera@harbour\.example\) registered the application Calendar, which waits/);
  assert.match(told.text, /\/dashboard\n/);
  const [german] = await mailsTo(site, ADA);
  assert.match(german?.text ?? '', /hat die Anwendung Calendar registriert/);
  assert.deepEqual(await mailsTo(site, 'bob@harbour.example'), [], 'an auditor decides nothing');

  for (let count = 0; count < 4; count++) await vera.post('/clients', APPLICATION);
  const [later, ...others] = (await mailsTo(site, MAX)).filter(({ id }) => id !== told.id);
  assert.deepEqual(others, []);
  assert.match(later?.text ?? '', /Since the last mail, more applications or developers began to wait/);
  assert.ok(later && later.dueAt > clock.now() && later.dueAt <= clock.now() + 2 * HOUR);
});

test('the mail ends these mails for its owner alone, without a session', async () => {
  const [mail] = await mailsTo(site, MAX);
  const end = new URL(unsubscribeLink(site.api, mail ?? assert.fail()) ?? assert.fail());
  const stranger = site.browser();
  const asked = await stranger.get(end.pathname);
  assert.match(asked.text, /You then get no mail when an application or a developer waits.*Harbour/s);
  const before = (await mailsTo(site, MAX)).length;
  assert.match((await stranger.post(end.pathname, {})).text, /You get no more of these mails/);
  site.clock.turn(2 * HOUR);
  assert.equal((await vera.post('/clients', APPLICATION)).status, 201);
  assert.equal((await mailsTo(site, MAX)).length, before);
  assert.equal((await mailsTo(site, ADA)).length, before + 1);

  const max = await person(site, await signedIn(site, 'max'));
  assert.equal((await max.get('/me/preferences')).body.approvalMails, false);
  await max.patch('/me/preferences', { approvalMails: true });
  assert.equal((await max.get('/me/preferences')).body.approvalMails, true);
  await site.api.store.removeOperator({ userId: UserId('max'), audit: [] });
  assert.equal((await stranger.get(end.pathname)).status, 410, 'who owns the API no more gets none');
});
