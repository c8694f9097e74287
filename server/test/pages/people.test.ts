import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TenantId } from '../../src/model/index.ts';
import { openSite } from './site.ts';
import { type Page, signedIn, submit, type Visitor } from './visitor.ts';

test('a manager gives roles within their own; the last manager stays', async () => {
  const own = await openSite();
  try {
    const roleOf = async (id: string) => (await own.api.store.member(id, TenantId('org_harbour')))?.role;
    const vera = await signedIn(own, 'vera');
    assert.equal((await vera.get('/account/people')).status, 404);
    assert.doesNotMatch((await vera.get('/account')).text, /\/account\/people/);
    const csrf = (await vera.get('/account/tokens/new')).field('csrf');
    const grab = await vera.post('/account/people', {
      csrf,
      tenant: 'org_harbour',
      user: 'vera',
      role: 'owner',
    });
    assert.deepEqual([grab.status, await roleOf('vera')], [404, 'viewer']);

    const max = await signedIn(own, 'max');
    const people = await max.get('/account/people?tenant=org_harbour');
    const change = (who: Visitor, page: Page, user: string, role: string) =>
      submit(who, page, '/account/people', [
        ['user', user],
        ['role', role],
      ]);
    assert.equal((await change(max, people, 'max', 'owner')).status, 403, 'not more than one’s own');
    assert.equal((await change(max, people, 'ada', 'viewer')).status, 403, 'not from those who have more');
    assert.equal((await change(max, people, 'stranger', 'viewer')).status, 404);
    assert.equal((await change(max, people, 'vera', 'constructor')).status, 404);
    const done = await change(max, people, 'vera', 'clerk');
    assert.deepEqual([done.status, await roleOf('vera')], [303, 'clerk']);
    const [row] = await own.api.store.auditTrail({ kind: 'member.role_changed', limit: 1 });
    assert.deepEqual(row?.detail, { by: 'max', from: 'viewer', to: 'clerk' });

    const ada = await signedIn(own);
    const page = await ada.get('/account/people');
    const second = await submit(ada, page, '/account/people', [
      ['user', 'vera'],
      ['from', 'viewer'],
      ['role', 'owner'],
    ]);
    assert.deepEqual([second.status, await roleOf('vera')], [409, 'clerk'], 'two managers at once');
    assert.match(second.text, /Somebody changed this in the meantime/);
    assert.equal((await change(ada, page, 'max', 'viewer')).status, 303);
    const last = await change(ada, page, 'ada', 'viewer');
    assert.deepEqual([last.status, await roleOf('ada')], [409, 'owner']);
    assert.match(last.text, /would have no manager left/);
    assert.equal((await change(max, people, 'vera', 'viewer')).status, 404, 'no manager any more');
  } finally {
    await own.close();
  }
});

test('of two managers who step down at once one stays', async () => {
  const own = await openSite();
  try {
    const browsers = await Promise.all(
      ['ada', 'max'].map(async (id) => ({ id, browser: await signedIn(own, id) })),
    );
    const statuses = await Promise.all(
      browsers.map(async ({ id, browser }) => {
        const page = await browser.get('/account/people?tenant=org_harbour');
        const answer = await submit(browser, page, '/account/people', [
          ['user', id],
          ['role', 'viewer'],
        ]);
        return answer.status;
      }),
    );
    assert.deepEqual(statuses.sort(), [303, 409]);
  } finally {
    await own.close();
  }
});
