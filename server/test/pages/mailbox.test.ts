import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMail } from '../../src/mail/mailing.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { mailboxPage, waitsInMailbox } from '../../src/pages/mailbox.ts';
import { spokenIn } from '../../src/pages/page-api.ts';
import { alertWith } from '../mail/world.ts';
import { openSite } from './site.ts';
import { signedIn, type Visitor } from './visitor.ts';

const PATH = '/account/mailbox';

test('in development the mailbox shows the mails that wait, to this machine alone', async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const browser = site.browser();
  assert.match((await browser.get(PATH)).text, /Nothing waits/);
  const link = 'https://acme.example/account?a=1&b=2';
  await alertWith(site.api.store, [
    newMail(site.api, {
      ...{ recipient: 'ann@acme.example', subject: 'Unusual\r\nBcc: <b>use</b>' },
      ...{ text: `Look at <it>:\n${link}\n`, userId: null, tenantId: null },
    }),
  ]);
  const { status, text } = await browser.get(PATH);
  assert.equal(status, 200);
  assert.ok(text.includes('ann@acme.example'));
  assert.ok(text.includes('Unusual Bcc: &lt;b&gt;use&lt;/b&gt;'), text);
  const shown = link.replace('&', '&amp;');
  for (const over of [{ ip: '192.0.2.7' }, { peer: '192.0.2.7' }]) {
    const far = await mailboxPage(spokenIn(site.api, 'en'), { ip: '127.0.0.1', peer: '::1', ...over });
    assert.deepEqual([far.status, String(far.body).includes('acme.example')], [404, false]);
  }
  assert.ok(text.includes(`Look at &lt;it&gt;:\n<a href="${shown}">${shown}</a>`), text);
});

test('elsewhere there is no mailbox', async (t) => {
  const site = await openSite({ secure: true });
  t.after(() => site.close());
  assert.equal((await site.browser().get(PATH)).status, 404);
  const here = { ip: '127.0.0.1', peer: '::1' };
  assert.equal(waitsInMailbox(spokenIn(site.api, 'en'), here), false, 'and nothing leads there');
});

test('a manager switches mails about unusual use off and on for themselves, a member has no such choice', async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const [ada, vera] = [await signedIn(site), await signedIn(site, 'vera')];
  const page = await ada.get('/account/you');
  const choose = async (who: Visitor, wanted: string) =>
    who.post('/account/you', [
      ['csrf', (await who.get('/account/you')).field('csrf')],
      ['tenant', 'org_harbour'],
      ['action', 'mails'],
      ['wanted', wanted],
    ]);
  const wants = () => site.api.store.wantsAlertMails(UserId('ada'), TenantId('org_harbour'));
  assert.match(page.text, /You get a mail when a connection of Harbour Law.*>Send me no such mails</s);
  const off = await ada.follow(await choose(ada, 'no'));
  assert.match(off.text, /Your choice is saved.*You get no mail.*>Send me these mails</s);
  assert.equal(await wants(), false);
  const [row] = await site.api.store.auditTrail({ kind: 'member.alert_mails_changed', limit: 9 });
  assert.deepEqual([row?.userId, row?.tenantId, row?.detail.wanted], ['ada', 'org_harbour', false]);
  await choose(ada, 'yes');
  assert.equal(await wants(), true);

  assert.doesNotMatch((await vera.get('/account/you')).text, /unusual way/);
  assert.equal((await choose(vera, 'no')).status, 404);
});
