import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMail } from '../../src/mail/mailing.ts';
import { mailboxPage } from '../../src/pages/mailbox.ts';
import { alertWith } from '../mail/world.ts';
import { openSite } from './site.ts';

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
    const far = await mailboxPage(site.api, { ip: '127.0.0.1', peer: '::1', ...over });
    assert.deepEqual([far.status, String(far.body).includes('acme.example')], [404, false]);
  }
  assert.ok(text.includes(`Look at &lt;it&gt;:\n<a href="${shown}">${shown}</a>`), text);
});

test('elsewhere there is no mailbox', async (t) => {
  const site = await openSite({ secure: true });
  t.after(() => site.close());
  assert.equal((await site.browser().get(PATH)).status, 404);
});
