import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSite } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { asker, person, program } from './asking.ts';

test('a program learns the addresses, scopes, roles and limits of the API, and a stranger nothing', async (t) => {
  const limits = { plans: { gold: { client: { calls: 9_000, per: 60 } } } };
  const site = await openSite({ definition: { limits } });
  t.after(() => site.close());
  assert.equal((await asker(site, {}).get('/api')).status, 401);
  const { body } = await (await program(site, ['manage:tenants:read'])).get('/api');
  assert.equal(body.endpoints.token, site.api.address.endpoints.token);
  assert.deepEqual(
    body.domains.map(({ mode, url }: { mode: string; url: string }) => [mode, new URL(url).hostname]),
    [
      ['live', 'api.harbour.localhost'],
      ['sandbox', 'sandbox.harbour.localhost'],
    ],
  );
  assert.deepEqual(body.scopes[0], {
    name: 'read',
    title: 'See cases, quotes and contacts',
    class: 'read',
    covers: ['read:*'],
    selectsResources: false,
    platformsOnly: false,
    aboutUser: false,
    optional: false,
    dangerous: false,
  });
  assert.deepEqual(body.limits.parties.client, [{ calls: 1_200, per: 60 }]);
  assert.deepEqual(body.plans.gold.parties, { client: [{ calls: 9_000, per: 60 }] });
  assert.deepEqual(body.clientKinds, ['confidential', 'public', 'platform']);
  const ada = await person(site, await signedIn(site));
  const { clientKinds } = (await ada.get('/api')).body;
  assert.deepEqual(clientKinds, ['confidential', 'public'], 'nobody approves platforms here');
});
