import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { consent, userOf } from './demo/connect.ts';
import { runPrinted } from './demo/shell.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';

/** The requests of Procurios' getting-started page; it prints them as HTTP, sent here with curl. */
describe('the requests of Procurios’ page', () => {
  const share = joinDemo({ hosts: 'public' });
  let running: RunningDemo;
  let client: DemoApi['clients'][number];
  let api: DemoApi;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.procurios;
    const found = api.clients.find(({ client_id }) => client_id === 'abc123');
    assert.ok(found);
    client = found;
  });
  after(() => share.leave());

  const examples = [
    'https://procurios.com/l/oauth2/authorize?response_type=code&scope=profile&client_id=abc123&redirect_url=example.com',
    'https://procurios.com/l/oauth2/authorize?grant_type=code&scope=profile&client_id=abc123&redirect_url=example.com',
  ];
  for (const url of examples) {
    it(`sends a user through ${new URL(url).search.split('&')[0]} and exchanges the code without redirect_uri`, async () => {
      const back = await consent(running.demo, url, userOf(api));
      assert.equal(back.origin, 'https://example.com');
      const exchanged = await runPrinted(
        running.demo,
        // The page prints no Content-Type here, and curl adds one unless it is told not to.
        `curl -X POST https://procurios.com/l/oauth2/token -H 'Content-Type:' -d 'grant_type=code&client_id=abc123&code=X&client_secret=dfe456'`,
        { 'code=X': `code=${back.searchParams.get('code')}`, dfe456: client.client_secret ?? '' },
      );
      assert.equal(exchanged.status, 200, exchanged.body);
      const called = await runPrinted(
        running.demo,
        `curl https://procurios.api/l/module_api/object \\
  -H 'Accept: application/vnd.procurios.application+json; version=1' \\
  -H 'Accept-Language: en-US,en;q=0.5' \\
  -H 'Authorization: Bearer accessToken'`,
        { accessToken: String(exchanged.json().access_token) },
      );
      assert.equal(called.status, 200, called.body);
    });
  }

  it('gives a client-credentials token and takes it for GET and POST', async () => {
    const issued = await runPrinted(
      running.demo,
      `curl -X POST https://procurios.com/l/oauth2/token \\
  -H 'Content-Type: application/x-www-form-urlencoded' -H 'Accept: application/json' \\
  -d 'grant_type=client_credentials&client_id=abc123&client_secret=dfe456&scope=profile'`,
      { dfe456: client.client_secret ?? '' },
    );
    assert.equal(issued.status, 200, issued.body);
    const token = issued.json();
    assert.deepEqual(Object.keys(token), ['access_token', 'token_type', 'expires_in', 'scope']);
    assert.equal(token.token_type, 'bearer');
    assert.equal(token.expires_in, 3600);
    assert.equal(token.scope, 'profile');
    const head = `-H 'Accept: application/vnd.procurios.application+json; version=1' \\
  -H 'Accept-Language: en-US,en;q=0.5' -H 'Authorization: Bearer ${token.access_token}'`;
    const listed = await runPrinted(running.demo, `curl https://procurios.api/l/module_api/object ${head}`);
    assert.equal(listed.status, 200, listed.body);
    const created = await runPrinted(
      running.demo,
      // Here as well the page prints no Content-Type.
      `curl -X POST https://procurios.api/l/module_api/object ${head} -H 'Content-Type:' \\
  -d '{
"key": "value",
"otherKey": 2
}'`,
    );
    assert.equal(created.status, 201, created.body);
    assert.match(created.headers.get('content-language') ?? '', /^en/);
    const unknown = await runPrinted(
      running.demo,
      `curl https://procurios.api/l/module_api/object ${head.replace('version=1', 'version=9')}`,
    );
    assert.equal(unknown.status, 406, unknown.body);
  });
});
