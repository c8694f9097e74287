import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clientOf, consent, pkcePair, tokenOf, userOf } from './demo/connect.ts';
import { runPrinted } from './demo/shell.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';

/** Runs the commands of ProspectConnect's authentication page on its real host names over TLS. */
describe('the commands of ProspectConnect’s page', () => {
  const share = joinDemo({ hosts: 'public' });
  let running: RunningDemo;
  let api: DemoApi;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.prospectconnect;
  });
  after(() => share.leave());

  const contact = `curl https://papi.trendev.in/v1/contacts/con_8f2a1c9b4d6e7f0a1b2c3d4e \\
-H "Authorization: Bearer $PROSPECTCONNECT_TOKEN" \\
-H "Version: 2026-06-01"`;

  it('reads the page’s contact with a personal access token', async () => {
    const [token] = api.tokens;
    assert.ok(token);
    const ran = await runPrinted(running.demo, contact, { $PROSPECTCONNECT_TOKEN: token.token });
    assert.equal(ran.status, 200, ran.body);
    assert.equal(ran.json().id, 'con_8f2a1c9b4d6e7f0a1b2c3d4e');
  });

  it('answers 400 with the list of versions to one it does not know', async () => {
    for (const version of ['1999-01-01', 'newest', '2026-06-01, 2026-06-01']) {
      const ran = await runPrinted(running.demo, contact.replace('2026-06-01', version), {
        $PROSPECTCONNECT_TOKEN: tokenOf(api, 'contact.read').token,
      });
      assert.equal(ran.status, 400, ran.body);
      assert.deepEqual(ran.json().versions, ['2026-06-01', '2026-02-16']);
    }
  });

  it('still answers in the older version, in its form and with a word about it', async () => {
    const list = contact.replace(/\/con_\w+/, '?limit=1').replace('2026-06-01', '2026-02-16');
    const ran = await runPrinted(running.demo, list, {
      $PROSPECTCONNECT_TOKEN: tokenOf(api, 'contact.read').token,
    });
    assert.equal(ran.status, 200, ran.body);
    assert.deepEqual(Object.keys(ran.json()), ['items', 'next']);
    assert.equal(ran.headers.get('version'), '2026-02-16');
    assert.equal(ran.headers.get('deprecation'), `@${Date.UTC(2026, 5, 1) / 1_000}`);
  });

  it('runs OAuth 2.1 with PKCE on the auth host, calls, refreshes', async () => {
    const client = clientOf(api, 'public');
    const { verifier, challenge } = pkcePair();
    const redirectUri = client.redirect_uris[0] ?? '';
    const url = `https://auth.prospectconnect.ai/authorize?${new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      scope: 'contact.read',
    })}`;
    const back = await consent(running.demo, url, userOf(api));
    const form = (fields: Record<string, string>) =>
      `curl https://auth.prospectconnect.ai/token -d '${new URLSearchParams({ client_id: client.client_id, ...fields })}'`;
    const exchanged = await runPrinted(
      running.demo,
      form({
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    );
    assert.equal(exchanged.status, 200, exchanged.body);
    const called = await runPrinted(
      running.demo,
      `curl https://papi.trendev.in/v1/contacts -H 'Authorization: Bearer ${exchanged.json().access_token}'`,
    );
    assert.equal(called.status, 200, called.body);
    const refreshed = await runPrinted(
      running.demo,
      form({ grant_type: 'refresh_token', refresh_token: String(exchanged.json().refresh_token) }),
    );
    assert.equal(refreshed.status, 200, refreshed.body);
  });

  it('registers a client (RFC 7591) that can connect', async () => {
    const ran = await runPrinted(
      running.demo,
      `curl https://auth.prospectconnect.ai/.well-known/oauth-authorization-server`,
    );
    const { registration_endpoint } = ran.json();
    const registered = await runPrinted(
      running.demo,
      `curl -X POST ${registration_endpoint} -H 'Content-Type: application/json' \\
  -d '{"client_name": "Agent", "redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none"}'`,
    );
    assert.equal(registered.status, 201, registered.body);
    assert.equal(typeof registered.json().client_id, 'string');
  });
});
