import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TenantId, UserId } from '../../src/model/index.ts';
import { openSite } from './site.ts';
import { signedIn, submit } from './visitor.ts';

test('a token for calls has the least scopes that open them, and is shown with a command that works', async () => {
  const site = await openSite();
  try {
    const ada = await signedIn(site);
    const form = await ada.get('/account/tokens/new');
    assert.match(form.text, /<summary>cases \(\d\)<\/summary>/);
    assert.doesNotMatch(form.text, /value="deal-read"/, 'a call that no token opens is not offered');
    assert.doesNotMatch(form.text, /value="who-am-i"/, 'nor one that every token opens');
    assert.match(form.text, /value="contact-update"/);
    const narrow = await (await signedIn(site, 'vera')).get('/account/tokens/new');
    assert.match(narrow.text, /value="contact-read"/);
    assert.doesNotMatch(narrow.text, /value="contact-update"/, 'nor one that the role refuses');
    const made = await submit(ada, form, '/account/tokens', [
      ['name', 'cases of today'],
      ['days', '30'],
      ['mode', 'live'],
      ['call', 'case-list'],
      ['call', 'case-read'],
    ]);
    const shown = await ada.follow(made);
    const [token] = await site.api.store.personalTokensOf(UserId('ada'), TenantId('org_harbour'));
    assert.deepEqual(token?.scopes, ['read:cases']);
    assert.match(
      shown.text,
      /curl &#39;http:\/\/[\w.:]+\/cases&#39; -H &#39;Authorization: Bearer pat_\w+&#39;/,
    );

    const both = await submit(ada, form, '/account/tokens', [
      ['name', 'both'],
      ['days', '30'],
      ['mode', 'live'],
      ['call', 'case-list'],
      ['scope', 'write'],
    ]);
    assert.equal(both.status, 303);
    const all = await site.api.store.personalTokensOf(UserId('ada'), TenantId('org_harbour'));
    assert.deepEqual(all.find(({ name }) => name === 'both')?.scopes.toSorted(), ['read:cases', 'write']);

    const scoped: [string, string][] = [
      ['name', 'one project'],
      ['days', '30'],
      ['mode', 'live'],
      ['scope', 'projects'],
    ];
    const unchosen = await submit(ada, form, '/account/tokens', scoped);
    assert.deepEqual(
      [unchosen.status, /at least one thing that it may reach/.test(unchosen.text)],
      [400, true],
    );
    const chosen: [string, string] = ['resource', 'project:11'];
    const searched = await submit(ada, form, '/account/tokens', [...scoped, chosen, ['show', 'find']]);
    assert.match(searched.text, /value="project:11" checked/, 'a search keeps what was ticked');
    // Enter in another field presses the first button of the form, which creates; Enter in the field of the search searches.
    assert.match(form.text, /<button[^>]* name="show" value="enter"[^>]*>.*name="name"/s);
    const entered: [string, string][] = [
      ['show', 'enter'],
      ['find', 'Checkout'],
      ['found', ''],
    ];
    const byEnter = await submit(ada, form, '/account/tokens', [...scoped, chosen, ...entered]);
    assert.deepEqual([byEnter.status, /value="project:11" checked/.test(byEnter.text)], [200, true]);
    const nameless = scoped.filter(([name]) => name !== 'name');
    const refused = await submit(ada, form, '/account/tokens', [...nameless, chosen, ['show', 'enter']]);
    assert.equal(refused.status, 400, 'Enter creates, and so checks what was typed');
    const list = await ada.follow(await submit(ada, form, '/account/tokens', [...scoped, chosen]));
    assert.match(list.text, /one project/);
    const { text } = await ada.get('/account/tokens');
    assert.match(text, /<code>projects<\/code>[^<]*Checkout &lt;b&gt;test&lt;\/b&gt;/);

    const limited = (await site.api.store.personalTokensOf(UserId('ada'), TenantId('org_harbour'))).find(
      ({ name }) => name === 'one project',
    );
    assert.deepEqual(limited?.resources, [{ type: 'project', id: '11' }]);
    const path = `/account/tokens/${limited?.id}`;
    const ask = await ada.get(`${path}/revoke`);
    for (const told of [/The token was revoked/, /It had ended before/]) {
      const answer = await ada.follow(await submit(ada, ask, path, [['action', 'revoke']]));
      assert.match(answer.text, told);
    }
    assert.match((await ada.follow(await ada.get(`${path}/revoke`))).text, /It had ended before/);

    const closed = await submit(ada, form, '/account/tokens', [
      ['name', 'closed'],
      ['days', '30'],
      ['mode', 'live'],
      ['call', 'deal-read'],
    ]);
    assert.equal(closed.status, 400);
    assert.match(closed.text, /No token opens these calls: deal-read/);
    assert.match(closed.text, /value="closed"/, 'and what was typed is there');
  } finally {
    await site.close();
  }
});
