import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { openSite, type Site } from '../pages/site.ts';
import { PASSWORD, type Page, signedIn, submit, type Visitor } from '../pages/visitor.ts';

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openSite();
  ada = await signedIn(site);
});
after(() => site.close());

/** Makes a client of Ada's, and returns its path. */
async function client(): Promise<string> {
  const page = await ada.get('/account/clients/new');
  const made = await submit(ada, page, '/account/clients', [
    ...Object.entries({ name: 'My server', kind: 'confidential', redirect_uris: 'https://my.app/cb' }),
    ...Object.entries({ scope: 'read', grant_type: 'authorization_code', mode: 'live' }),
  ]);
  return (made.location ?? '').replace('/secret', '');
}
const prove = (page: Page, over: Record<string, string> = {}) =>
  ada.post('/sign-in', {
    ...{ form: page.field('form'), return_to: page.field('return_to'), kept: page.field('kept') },
    ...{ email: 'ada@harbour.example', password: PASSWORD, ...over },
  });

test('a dangerous form needs a sign-in of the last ten minutes, and comes back as it was', async () => {
  const path = await client();
  const remove = () =>
    submit(ada, page, path, [
      ['action', 'delete'],
      ['at', `${path}/delete`],
    ]);
  const page = await ada.get(`${path}/delete`);
  site.clock.turn(10 * MINUTE + SECOND);
  const asked = await remove();
  assert.deepEqual([asked.status, /Show that it is you/.test(asked.text)], [200, true]);
  assert.match(asked.text, /value="ada@harbour.example"/);
  assert.equal((await ada.get(path)).status, 200, 'nothing was done, and she is signed in still');
  const wrong = await prove(asked, { password: 'not her password' });
  assert.equal(wrong.status, 403);
  const again = await ada.follow(await prove(wrong));
  assert.match(again.text, /nothing has happened yet/);
  assert.equal((await submit(ada, again, path, [['action', 'delete']])).status, 303);
  assert.equal((await ada.get(path)).status, 404);
});

test('what was typed is there again after the proof', async () => {
  site.clock.turn(11 * MINUTE);
  const page = await ada.get('/account/tokens/new');
  const asked = await submit(ada, page, '/account/tokens', [
    ['at', '/account/tokens/new'],
    ['name', 'nightly export'],
    ['scope', 'read'],
  ]);
  assert.match(asked.text, /Show that it is you/);
  assert.doesNotMatch(asked.text, /nightly export/);
  assert.match((await ada.follow(await prove(asked))).text, /value="nightly export"/);
});

test('somebody who manages nothing makes a token without, and a passkey only with a proof', async () => {
  const vera = await signedIn(site, 'vera');
  site.clock.turn(11 * MINUTE);
  const page = await vera.get('/account/tokens/new');
  const made = await submit(vera, page, '/account/tokens', [
    ['name', 'mine'],
    ['scope', 'read'],
  ]);
  assert.doesNotMatch(made.text, /Show that it is you/);
  for (const path of ['/account/you/passkeys/new', '/account/you/authenticator']) {
    const asked = await vera.get(path);
    assert.match(asked.text, /Show that it is you/);
    assert.equal(asked.field('return_to'), path);
  }
  const again = await vera.get('/sign-in/again?return_to=/dashboard/clients');
  assert.equal(again.field('return_to'), '/dashboard/clients');
  assert.equal((await site.browser().get('/sign-in/again')).status, 303);
});
