import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TenantId, UserId } from '../../src/model/index.ts';
import { openSite } from './site.ts';
import { type Page, signedIn } from './visitor.ts';

/* Tokens and clients are free, so there is an end to how many one person has; the page says so and keeps what was typed. */

test('a person has so many live access tokens, and may make another when one was revoked', async (t) => {
  const site = await openSite({ definition: { limits: { personalTokens: 2 } } });
  t.after(() => site.close());
  const ada = await signedIn(site);
  const form = await ada.get('/account/tokens/new');
  const make = (name: string) => ada.post('/account/tokens', [...hidden(form), ['name', name], ...TOKEN]);
  assert.equal((await make('one')).status, 303);
  assert.equal((await make('two')).status, 303);
  const refused = await make('three');
  assert.equal(refused.status, 400);
  assert.match(refused.text, /You have 2 access tokens, which is as many as there can be/);
  assert.match(refused.text, /value="three"/);
  const [token] = await site.api.store.personalTokensOf(UserId('ada'), TenantId('org_harbour'));
  await ada.post(`/account/tokens/${token?.id}`, [...hidden(form), ['action', 'revoke']]);
  assert.equal((await make('three')).status, 303);
});

test('a person makes so many clients, and another when one was deleted', async (t) => {
  const site = await openSite({ definition: { limits: { clientsPerPerson: 2 } } });
  t.after(() => site.close());
  const ada = await signedIn(site);
  const form = await ada.get('/account/clients/new');
  const make = (name: string) => ada.post('/account/clients', [...hidden(form), ['name', name], ...CLIENT]);
  assert.equal((await make('one')).status, 303);
  assert.equal((await make('two')).status, 303);
  const refused = await make('three');
  assert.equal(refused.status, 400);
  assert.match(refused.text, /You have 2 clients, which is as many as there can be/);
  const [own] = await site.api.store.clientsOwnedBy({
    userId: UserId('ada'),
    tenantId: TenantId('org_harbour'),
    before: null,
    limit: 10,
  });
  await site.api.store.deleteClient(own?.id ?? '', []);
  assert.equal((await make('three')).status, 303);
});

const TOKEN: [string, string][] = [
  ['scope', 'read'],
  ['days', '30'],
  ['mode', 'live'],
];
const CLIENT: [string, string][] = [
  ['kind', 'public'],
  ['redirect_uris', 'https://my.app/cb'],
  ['scope', 'read'],
  ['grant_type', 'authorization_code'],
  ['mode', 'live'],
];

function hidden(form: Page): [string, string][] {
  return [
    ['csrf', form.field('csrf')],
    ['tenant', form.field('tenant')],
  ];
}
