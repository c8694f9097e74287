import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { authorizePath, CALLBACK, client, openSite, type Site } from './site.ts';
import { codeIn, consentFields, signedIn, type Visitor } from './visitor.ts';

/*
 * The consent page names the client, its access, the tenant, where the user will be sent, and how to revoke
 * it. The decision on the page is recorded; if anything differs from the page, it is shown again.
 */

let site: Site;
before(async () => {
  site = await openSite({
    clients: [
      client({
        id: 'hostile',
        name: '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
        kind: 'public',
        origin: 'registration',
        clientUri: 'https://friendly.example/"onmouseover="x',
      }),
      client({ id: 'sandboxed', name: 'Trial', mode: 'sandbox' }),
      client({ id: 'selfmade', name: 'Selfmade', kind: 'confidential', origin: 'registration' }),
      client({ id: 'native', name: 'Native', kind: 'public', redirectUris: ['com.example.app:/callback'] }),
      client({ id: 'second', name: 'Second' }),
    ],
  });
});
after(() => site.close());

test('the page says who asks, what for, for whom, where to, and how to take it back', async () => {
  const { text, status } = await (await signedIn(site)).get(authorizePath());
  assert.equal(status, 200);
  for (const words of [
    'Casebridge wants to connect to Harbour Law',
    'from casebridge.example',
    'See cases, quotes and contacts',
    'Create and change cases, quotes and contacts',
    'For the organisation Harbour Law',
    'You will be sent to <strong>https://casebridge.example</strong>',
    'href="/account/connections"',
    'ada@harbour.example',
    'Not you?',
    '<html lang="en">',
  ]) {
    assert.ok(text.includes(words), words);
  }
  assert.doesNotMatch(text, /Not verified|Sandbox/);
});

test('a sandbox client and one that registered itself are marked', async () => {
  const browser = await signedIn(site);
  assert.match(
    (await browser.get(authorizePath({ client_id: 'sandboxed' }))).text,
    /Sandbox<\/span> Only test data/,
  );
  assert.match((await browser.get(authorizePath({ client_id: 'selfmade' }))).text, /Not verified/);
  assert.match(
    (await browser.get(authorizePath({ client_id: 'native', redirect_uri: 'com.example.app:/callback' })))
      .text,
    /the app on this device that opens com\.example\.app: links/,
  );
});

test('no page can be framed, cached, sniffed or scripted', async () => {
  const browser = await signedIn(site);
  const stranger = site.browser();
  const pages = [
    await browser.get(authorizePath()),
    await browser.get(authorizePath({ client_id: 'nobody' })),
    await stranger.get(authorizePath()),
    await stranger.get('/sign-in'),
    await browser.get('/account'),
    await browser.get('/account/tokens/new'),
    await browser.get('/account/clients/none'),
  ];
  for (const { headers, text } of pages) {
    const policy = String(headers['content-security-policy']);
    assert.match(
      policy,
      /default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'/,
    );
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cache-control'], 'no-store');
    assert.doesNotMatch(text, /<script(?! src="\/assets\/(?:passkey|time-zone|tree)\.)|\son[a-z]+="|style="/);
  }
  const hasFormAction = pages.map(({ headers }) =>
    /form-action 'self'/.test(String(headers['content-security-policy'])),
  );
  // Where a post may end at a client, Chromium would stop the redirect.
  assert.deepEqual(hasFormAction, [false, true, false, false, true, true, true]);
});

test('texts of a client or its link are shown as text, never as markup', async () => {
  const browser = await signedIn(site, 'vera');
  const evil = '"><script>alert(1)</script>';
  const path = authorizePath({ client_id: 'hostile', scope: 'projects', state: evil, nonce: evil });
  const page = await browser.get(path);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /<script(?! src="\/assets\/tree\.)|<img|<b>test/);
  assert.match(page.text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.match(page.text, /Checkout &lt;b&gt;test&lt;\/b&gt;/);
  const again = await browser.post(path, { csrf: page.field('csrf'), decision: evil });
  assert.equal(again.status, 400);
  assert.doesNotMatch(again.text, /<script(?! src="\/assets\/tree\.)|<img/);
});

test('allow sends a code to the client, with its state byte for byte, and records the consent', async () => {
  const browser = await signedIn(site);
  const state = 'ä+%20 &x=1"';
  const path = authorizePath({ state });
  const page = await browser.get(path);
  const answer = await browser.post(path, { ...consentFields(page), decision: 'allow' });
  assert.equal(answer.status, 303);
  assert.ok(answer.location?.startsWith(`${CALLBACK}?code=`));
  const sent = new URL(answer.location ?? '').searchParams;
  assert.equal(sent.get('state'), state);
  assert.equal(sent.get('iss'), site.api.address.issuer);
  assert.equal(answer.headers['cache-control'], 'no-store');

  const stored = await site.api.store.code(sha256(sent.get('code') ?? ''));
  assert.ok(stored);
  assert.deepEqual(
    [
      stored.code.clientId,
      stored.code.userId,
      stored.code.tenantId,
      stored.code.redirectUri,
      stored.code.scopes,
    ],
    ['platform', 'ada', 'org_harbour', CALLBACK, ['read', 'write']],
  );
  assert.equal(stored.code.expiresAt - stored.code.issuedAt, 60_000);
  assert.match(stored.grant.connectedAccountId ?? '', /^conn_/);
  assert.deepEqual(
    (await site.api.store.grantById(stored.grant.id))?.ceiling,
    ['*'],
    'promotions wait, so the consent remembers what the role permitted',
  );
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.granted', limit: 1 });
  assert.deepEqual([row?.userId, row?.grantId], ['ada', stored.grant.id]);
  assert.equal(row?.connectedAccountId, stored.grant.connectedAccountId);
});

test("don't allow tells the client so and nothing else", async () => {
  const browser = await signedIn(site);
  const page = await browser.get(authorizePath({ client_id: 'second' }));
  const answer = await browser.post(authorizePath({ client_id: 'second' }), {
    ...consentFields(page),
    decision: 'deny',
  });
  const sent = new URL(answer.location ?? '').searchParams;
  assert.deepEqual([answer.status, sent.get('error'), sent.get('state')], [303, 'access_denied', 'a state']);
  assert.equal(
    await site.api.store.grantFor(ClientId('second'), UserId('ada'), TenantId('org_harbour')),
    null,
  );
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.denied', limit: 1 });
  assert.deepEqual([row?.clientId, row?.outcome], ['second', 'denied']);
});

test('a decision counts only for what was shown: session, user, tenant, query, time', async () => {
  const own = await openSite();
  try {
    const ada = await signedIn(own, 'ada');
    const path = authorizePath({ client_id: 'app' });
    const shown = consentFields(await ada.get(path));
    const attempt = async (who: Visitor, at: string, fields: Record<string, string>) => {
      const answer = await who.post(at, { ...fields, decision: 'allow' });
      assert.equal(codeIn(answer), null);
      assert.match(answer.text, answer.status === 403 ? /Open the page again/ : /Please look again/);
      return answer.status;
    };
    assert.equal(
      await attempt(ada, authorizePath({ client_id: 'app', scope: 'read' }), shown),
      400,
      'another query',
    );
    assert.equal(await attempt(ada, `${path}&x=1`, shown), 400, 'a query with something added');
    assert.equal(await attempt(ada, authorizePath({ client_id: 'server' }), shown), 400, 'another client');
    assert.equal(await attempt(ada, path, { ...shown, consent: '' }), 400, 'no note');
    const [expires = '', mac = ''] = (shown.consent ?? '').split('.');
    assert.equal(
      await attempt(ada, path, { ...shown, consent: `${Number(expires) + 1}.${mac}` }),
      400,
      'more time',
    );
    assert.equal(await attempt(ada, path, { ...shown, csrf: 'x' }), 403, 'no CSRF token');

    const max = await signedIn(own, 'max');
    assert.equal(await attempt(max, path, shown), 403, "somebody else's form");
    const own2 = consentFields(await max.get(path));
    assert.equal(
      await attempt(max, path, { ...own2, consent: shown.consent ?? '' }),
      400,
      "somebody else's note",
    );
    assert.equal(await attempt(max, path, { ...own2, tenant: 'org_north' }), 400, 'another tenant');

    const again = await signedIn(own, 'ada');
    const fresh = consentFields(await again.get(path));
    assert.equal(
      await attempt(again, path, { ...fresh, consent: shown.consent ?? '' }),
      400,
      'another session of hers',
    );
    own.clock.turn(30 * MINUTE);
    assert.equal(await attempt(again, path, fresh), 400, 'too late');
    for (const id of ['app', 'server']) {
      assert.equal(await own.api.store.grantFor(ClientId(id), UserId('ada'), TenantId('org_harbour')), null);
      assert.equal(await own.api.store.grantFor(ClientId(id), UserId('max'), TenantId('org_north')), null);
    }
  } finally {
    await own.close();
  }
});

test('a decision does not count for a client that is another one now than the page showed', async () => {
  const own = await openSite({ definition: { defaultScopes: ['read', 'write'] } });
  try {
    const ada = await signedIn(own, 'ada');
    // Neither scopes nor redirect URI stand in the request: both come from the client.
    const query = new URLSearchParams(authorizePath({ client_id: 'server' }).split('?')[1]);
    for (const left of ['scope', 'redirect_uri']) query.delete(left);
    const path = `/oauth/authorize?${query}`;
    const server = client({ id: 'server', name: 'Reporting server', kind: 'confidential' });
    for (const change of [
      { scopes: ['read'] },
      { name: 'Another server' },
      { redirectUris: ['https://elsewhere.example/callback'] },
    ]) {
      await own.api.store.updateClient(server, []);
      const page = await ada.get(path);
      assert.equal(page.status, 200);
      const shown = consentFields(page);
      await own.api.store.updateClient({ ...server, ...change }, []);
      const what = Object.keys(change).join();
      const answer = await ada.post(path, { ...shown, decision: 'allow' });
      assert.deepEqual([answer.status, codeIn(answer)], [400, null], what);
      assert.match(answer.text, /Please look again/, what);
    }
    await own.api.store.updateClient(server, []);
    const unchanged = consentFields(await ada.get(path));
    assert.ok(codeIn(await ada.post(path, { ...unchanged, decision: 'allow' })));
  } finally {
    await own.close();
  }
});

test('a post from another site is not a decision, and without a session it leads to signing in', async () => {
  const browser = await signedIn(site);
  const path = authorizePath({ client_id: 'second' });
  const fields = { ...consentFields(await browser.get(path)), decision: 'allow' };
  const crossSite = await browser.post(path, fields, { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual([crossSite.status, codeIn(crossSite)], [403, null]);
  const stranger = await site.browser().post(path, fields);
  assert.match(stranger.text, /Your session has ended, and nothing has changed yet/);
  assert.equal(stranger.field('return_to'), `${path}&latchkey_kept=1`);
  // The cookie of a session stays behind when another site posts, and comes along with the link.
  const posted = await site.browser().post(path, fields, { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual([posted.status, posted.location], [303, path]);
});

test('an unknown client or an unregistered address is a page and never a redirect', async () => {
  const browser = await signedIn(site);
  for (const over of [
    { client_id: 'nobody' },
    { redirect_uri: 'https://evil.example/' },
    { client_id: '' },
  ] as const) {
    for (const answer of [
      await browser.get(authorizePath(over)),
      await browser.post(authorizePath(over), {}),
    ]) {
      assert.equal(answer.status, 400);
      assert.equal(answer.location, undefined);
      assert.match(answer.text, /<h1>/);
    }
  }
});

test('chosen resources go into the grant; none, unknown ones and those of others do not', async () => {
  const browser = await signedIn(site);
  const path = authorizePath({ client_id: 'second', scope: 'projects' });
  const page = await browser.get(path);
  assert.match(
    page.text,
    /value="account:1"[\s\S]*<ul><li>[\s\S]*value="project:11"[\s\S]*<\/ul>[\s\S]*value="account:2"/,
  );
  const post = (resources: string[]) =>
    browser.post(path, [
      ...Object.entries({ ...consentFields(page), decision: 'allow' }),
      ...resources.map((each): [string, string] => ['resource', each]),
    ]);
  const none = await post([]);
  assert.deepEqual([none.status, codeIn(none)], [400, null]);
  assert.match(none.text, /Choose at least one/);
  const foreign = await post(['project:11', 'project:99']);
  assert.deepEqual([foreign.status, codeIn(foreign)], [400, null]);
  assert.match(foreign.text, /value="project:11" checked/, 'what was chosen stays chosen');
  const answer = await post(['project:11', 'account:2', 'project:11']);
  assert.equal(answer.status, 303);
  const chosen = [
    { type: 'project', id: '11' },
    { type: 'account', id: '2' },
  ];
  assert.deepEqual(
    (await site.api.store.grantFor(ClientId('second'), UserId('ada'), TenantId('org_harbour')))?.resources,
    chosen,
  );

  const again = (await browser.get(path)).text;
  assert.match(again, /value="project:11" checked/, 'what the user shared is ticked');
  assert.doesNotMatch(again, /value="account:1" checked/);

  // Asking for something that selects nothing must not lift the selection.
  const readPath = authorizePath({ client_id: 'second', scope: 'read' });
  const read = await browser.post(readPath, {
    ...consentFields(await browser.get(readPath)),
    decision: 'allow',
  });
  assert.ok(codeIn(read));
  const grant = await site.api.store.grantFor(ClientId('second'), UserId('ada'), TenantId('org_harbour'));
  assert.deepEqual(grant?.resources, chosen);

  const change = {
    grantId: grant.id,
    tenantId: TenantId('org_harbour'),
    now: site.api.clock.now(),
    audit: [],
  };
  await site.api.store.revokeGrant(change);
  assert.doesNotMatch(
    (await browser.get(path)).text,
    / checked/,
    'a connection that was revoked shares nothing',
  );
});
