import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clientOf, consent, tokenOf, userOf } from './demo/connect.ts';
import { runPrinted } from './demo/shell.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';

/** Every command of ProConvey's authentication page, as printed, on its real host names over TLS. */
describe('the commands of ProConvey’s page', () => {
  const share = joinDemo({ hosts: 'public' });
  let running: RunningDemo;
  let api: DemoApi;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.proconvey;
  });
  after(() => share.leave());

  const authorize = `https://accounts.proconvey.co.uk/oauth/authorize?
  client_id=YOUR_CLIENT_ID&
  redirect_uri=YOUR_REDIRECT_URI&
  response_type=code&
  scope=read write`;
  const authorizePlatform = `${authorize}&
  state=CSRF_TOKEN`;

  /**
   * Returns an address pasted over several lines as a browser reads it: line ends are removed, spaces
   * encoded.
   */
  const pasted = (text: string, values: Record<string, string>) => {
    let url = text;
    for (const [placeholder, value] of Object.entries(values)) url = url.replaceAll(placeholder, value);
    return url.replace(/\n/g, '').replace(/ /g, '%20');
  };

  async function codeFor(client: DemoApi['clients'][number], template: string) {
    const redirectUri = client.redirect_uris[0] ?? '';
    const url = pasted(template, {
      YOUR_CLIENT_ID: client.client_id,
      YOUR_REDIRECT_URI: encodeURIComponent(redirectUri),
    });
    const back = await consent(running.demo, url, userOf(api));
    assert.equal(back.origin + back.pathname, redirectUri);
    assert.equal(back.searchParams.get('iss'), 'https://accounts.proconvey.co.uk');
    const code = back.searchParams.get('code');
    assert.ok(code);
    return { code, redirectUri, back };
  }

  const credentials = (client: DemoApi['clients'][number]) => ({
    YOUR_CLIENT_ID: client.client_id,
    YOUR_CLIENT_SECRET: client.client_secret ?? '',
  });

  it('calls the API with a bearer token of the dashboard, under the page’s generic host', async () => {
    const ran = await runPrinted(
      running.demo,
      `curl -X GET 'https://api.example.com/users' \\
  -H 'Authorization: Bearer YOUR_API_TOKEN'`,
      { YOUR_API_TOKEN: tokenOf(api, 'read').token },
    );
    assert.equal(ran.status, 200, ran.body);
  });

  it('tests the token with /me', async () => {
    const ran = await runPrinted(
      running.demo,
      `curl -X GET 'https://v2.proconvey.co.uk/me' \\
  -H 'Authorization: Bearer YOUR_TOKEN'`,
      { YOUR_TOKEN: tokenOf(api, 'read').token },
    );
    assert.equal(ran.status, 200, ran.body);
  });

  it('goes through the plain flow: multi-line address, multi-line form, JWT, use and refresh', async () => {
    const client = clientOf(api, 'confidential');
    const { code, redirectUri } = await codeFor(client, authorize);
    const exchanged = await runPrinted(
      running.demo,
      `curl -X POST 'https://v2.proconvey.co.uk/oauth/token' \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -d 'grant_type=authorization_code&
      code=AUTHORIZATION_CODE&
      client_id=YOUR_CLIENT_ID&
      client_secret=YOUR_CLIENT_SECRET&
      redirect_uri=YOUR_REDIRECT_URI'`,
      { ...credentials(client), AUTHORIZATION_CODE: code, YOUR_REDIRECT_URI: redirectUri },
    );
    assert.equal(exchanged.status, 200, exchanged.body);
    const tokens = exchanged.json();
    assert.match(String(tokens.access_token), /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.equal(tokens.token_type, 'Bearer');
    assert.equal(tokens.expires_in, 3600);
    assert.equal(typeof tokens.refresh_token, 'string');

    const used = await runPrinted(
      running.demo,
      `curl -X GET 'https://v2.proconvey.co.uk/users' \\
  -H 'Authorization: Bearer ACCESS_TOKEN'`,
      { ACCESS_TOKEN: String(tokens.access_token) },
    );
    assert.equal(used.status, 200, used.body);

    const refreshed = await runPrinted(
      running.demo,
      `curl -X POST 'https://v2.proconvey.co.uk/oauth/token' \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -d 'grant_type=refresh_token&
      refresh_token=YOUR_REFRESH_TOKEN&
      client_id=YOUR_CLIENT_ID&
      client_secret=YOUR_CLIENT_SECRET'`,
      { ...credentials(client), YOUR_REFRESH_TOKEN: String(tokens.refresh_token) },
    );
    assert.equal(refreshed.status, 200, refreshed.body);
    assert.match(String(refreshed.json().access_token), /^eyJ/);
  });

  it('connects an account: JSON exchange, use with the account header, refresh, test', async () => {
    const platform = clientOf(api, 'platform');
    const { code, redirectUri, back } = await codeFor(platform, authorizePlatform);
    assert.equal(back.searchParams.get('state'), 'CSRF_TOKEN');
    const exchanged = await runPrinted(
      running.demo,
      `curl -X POST 'https://v2.proconvey.co.uk/oauth/token' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "grant_type": "authorization_code",
    "code": "AUTHORIZATION_CODE",
    "client_id": "YOUR_CLIENT_ID",
    "client_secret": "YOUR_CLIENT_SECRET",
    "redirect_uri": "YOUR_REDIRECT_URI"
  }'`,
      { ...credentials(platform), AUTHORIZATION_CODE: code, YOUR_REDIRECT_URI: redirectUri },
    );
    assert.equal(exchanged.status, 200, exchanged.body);
    const tokens = exchanged.json();
    assert.match(String(tokens.access_token), /^pca_/);
    assert.match(String(tokens.refresh_token), /^pcr_/);
    const members = ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope'];
    assert.deepEqual(Object.keys(tokens), [...members, 'connected_account_id', 'organisation_id']);
    assert.equal(tokens.expires_in, 3600);
    assert.equal(tokens.scope, 'read write');
    assert.match(String(tokens.connected_account_id), /^conn_/);
    assert.match(String(tokens.organisation_id), /^org_/);

    const account = { conn_abc123xyz789: String(tokens.connected_account_id) };
    const cases = await runPrinted(
      running.demo,
      `curl -X GET 'https://v2.proconvey.co.uk/v2/cases' \\
  -H 'Authorization: Bearer pca_1234567890abcdef...' \\
  -H 'ProConvey-Account: conn_abc123xyz789'`,
      { ...account, 'pca_1234567890abcdef...': String(tokens.access_token) },
    );
    assert.equal(cases.status, 200, cases.body);

    const refreshed = await runPrinted(
      running.demo,
      `curl -X POST 'https://v2.proconvey.co.uk/oauth/token' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "grant_type": "refresh_token",
    "refresh_token": "pcr_abcdef1234567890...",
    "client_id": "YOUR_CLIENT_ID",
    "client_secret": "YOUR_CLIENT_SECRET"
  }'`,
      { ...credentials(platform), 'pcr_abcdef1234567890...': String(tokens.refresh_token) },
    );
    assert.equal(refreshed.status, 200, refreshed.body);
    const renewed = refreshed.json();
    assert.deepEqual(Object.keys(renewed), members);
    assert.match(String(renewed.access_token), /^pca_/);
    assert.match(String(renewed.refresh_token), /^pcr_/);
    assert.deepEqual([renewed.token_type, renewed.expires_in, renewed.scope], ['Bearer', 3600, 'read write']);

    const me = await runPrinted(
      running.demo,
      `curl -X GET 'https://v2.proconvey.co.uk/v2/me' \\
  -H 'Authorization: Bearer pca_your_access_token' \\
  -H 'ProConvey-Account: conn_your_connected_account_id'`,
      {
        pca_your_access_token: String(renewed.access_token),
        conn_your_connected_account_id: String(tokens.connected_account_id),
      },
    );
    assert.equal(me.status, 200, me.body);
    assert.ok(
      me.body.includes(String(tokens.organisation_id)),
      'the answer names the customer’s organisation',
    );
  });

  it('takes the platform’s own machine-to-machine token with the header, and not without', async () => {
    const platform = clientOf(api, 'platform');
    const { code, redirectUri } = await codeFor(platform, authorizePlatform);
    const token = (fields: Record<string, string>) =>
      runPrinted(
        running.demo,
        `curl -X POST 'https://v2.proconvey.co.uk/oauth/token' -d '${new URLSearchParams({
          ...fields,
          client_id: platform.client_id,
          client_secret: platform.client_secret ?? '',
        })}'`,
      );
    const connected = await token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
    const account = String(connected.json().connected_account_id);
    const machine = await token({ grant_type: 'client_credentials', scope: 'read' });
    assert.equal(machine.status, 200, machine.body);
    const bearer = `-H 'Authorization: Bearer ${machine.json().access_token}'`;
    const withHeader = `curl https://v2.proconvey.co.uk/v2/cases ${bearer} -H 'ProConvey-Account: ${account}'`;
    assert.equal((await runPrinted(running.demo, withHeader)).status, 200);
    const without = await runPrinted(running.demo, `curl https://v2.proconvey.co.uk/v2/cases ${bearer}`);
    assert.equal(without.status, 400, without.body);
    assert.equal(without.json().code, 'connected_account_required');
  });
});
