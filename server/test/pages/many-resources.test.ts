import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { authorizePath, openSite } from './site.ts';
import { consentFields, signedIn } from './visitor.ts';

const COUNT = 5_000;

test('five thousand resources can be chosen, and taken away again but for one', async (t) => {
  const list = Array.from({ length: COUNT }, (_, index) => ({
    type: 'project',
    id: randomUUID(),
    name: `Project ${index}`,
  }));
  const site = await openSite({ definition: { resources: { list: async () => list } } });
  t.after(() => site.close());
  const browser = await signedIn(site);
  const path = authorizePath({ scope: 'projects' });
  const page = await browser.get(path);
  assert.equal(page.status, 200);
  const boxes = (chosen: typeof list) =>
    chosen.map(({ type, id }): [string, string] => ['resource', `${type}:${id}`]);
  const fields = Object.entries({ ...consentFields(page), decision: 'allow' });
  const allowed = await browser.post(path, [...fields, ...boxes(list)]);
  assert.equal(allowed.status, 303, allowed.text.slice(0, 300));
  const grant = await site.api.store.grantFor(ClientId('platform'), UserId('ada'), TenantId('org_harbour'));
  assert.ok(grant);
  assert.equal(grant.resources?.length, COUNT);

  const address = `/account/connections/${grant.id}`;
  const connection = await browser.get(address);
  const change = {
    csrf: connection.field('csrf'),
    tenant: connection.field('tenant'),
    action: 'shrink',
  };
  const kept = await browser.post(address, [
    ...Object.entries(change),
    ['scope', 'projects'],
    ...boxes(list.slice(1)),
  ]);
  assert.ok(kept.status < 400, kept.text.slice(0, 600));
  assert.equal((await site.api.store.grantById(grant.id))?.resources?.length, COUNT - 1);
});
