import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { shell } from '../../server/test/cli/shell.ts';
import {
  bearer,
  clientNamed,
  codeFor,
  connect,
  credentials,
  type Held,
  person,
  post,
  refresh,
  send,
  tokens,
} from './demo/client.ts';
import { decide } from './demo/connect.ts';
import { auditOf, storedUnder } from './demo/database.ts';
import { type DemoApi, forget, type RunningDemo, startDemo } from './demo/start-demo.ts';
import { type Page, Visitor } from './demo/visitor.ts';

const HOUR = 3_600_000;
const CALLBACK = 'http://127.0.0.1/callback';
const ROOT = join(import.meta.dirname, '../..');

/** The tables of the page: each scope, and the calls that it opens. */
const READS = ['cases', 'quotes', 'contacts', 'documents', 'reports'];
const WRITES = READS.slice(0, 4);
const OPENED: Record<string, string[]> = {
  read: ['GET users', ...READS.map((each) => `GET v2/${each}`), 'GET v2/organisation'],
  write: WRITES.map((each) => `POST v2/${each}`),
  admin: ['GET v2/organisation', 'PATCH v2/organisation'],
  ...Object.fromEntries(READS.map((each) => [`read:${each}`, [`GET v2/${each}`]])),
  ...Object.fromEntries(WRITES.map((each) => [`write:${each}`, [`POST v2/${each}`]])),
};
const CALLS = [...new Set(Object.values(OPENED).flat())];

/** ProConvey's page on its dashboard, and on scopes, tokens and addresses. */
describe('the words of ProConvey’s page', () => {
  let running: RunningDemo;
  let api: DemoApi;
  /** Margaret at the page of her account. */
  let margaret: Visitor;
  let account: Page;

  before(async () => {
    running = await startDemo({ only: ['proconvey'] });
    api = running.demo.apis.proconvey;
    margaret = new Visitor(running.demo);
    const signIn = await margaret.open(new URL('/account', api.issuer).href);
    account = await margaret.signIn(signIn, person(api, 'margaret'));
  });
  after(async () => {
    await running.end();
    await forget(running.dataDir);
  });

  const shownAs = (page: Page, id: string) =>
    new RegExp(`id="${id}"[^>]*>([^<]+)<`).exec(page.body)?.[1] ?? '';

  /** A token made under API Settings, as the page's four steps say. */
  async function makeToken(scope: string[], addresses = ''): Promise<{ token: string; page: Page }> {
    const form = await margaret.click(await margaret.click(account, 'API Settings'), 'Create token');
    const page = await margaret.submit(form, { name: `For ${scope}`, scope, mode: 'live', addresses });
    assert.equal(page.status, 200, page.body);
    return { token: shownAs(page, 'token'), page };
  }

  it('a token is made under API Settings, with a word on where it belongs, and calls the API', async () => {
    const { token, page } = await makeToken(['read']);
    assert.match(token, /^pck_/);
    assert.match(page.body, /Copy it now/);
    assert.match(page.body, /Keep it like a password: .*, never in a repository or in client-side code/);
    const called = await send(`${api.api}/users`, { headers: bearer(token) });
    assert.equal(called.status, 200, called.text);
  });

  it('an application is registered in the dashboard, which gives the id and secret that the flow takes', async () => {
    const form = await margaret.click(
      await margaret.click(account, 'OAuth applications'),
      'Create new client',
    );
    const wish = { name: 'Completion board', kind: 'confidential', redirect_uris: CALLBACK, mode: 'live' };
    const made = await margaret.submit(form, { ...wish, scope: ['read', 'write'] });
    assert.equal(made.status, 200, made.body);
    assert.match(made.body, /never in a repository or in client-side code/);
    for (const url of [api.authorization_endpoint, api.token_endpoint, api.api])
      assert.ok(made.body.includes(`<code>${url}</code>`));
    const client = {
      ...clientNamed(api, 'app_hartley_portal'),
      ...{ client_id: shownAs(made, 'client_id'), client_secret: shownAs(made, 'client_secret') },
      redirect_uris: [CALLBACK],
    };
    const held = await connect(running.demo, api, client, person(api, 'daniel'), 'read write');
    assert.match(held.access_token, /^eyJ/);
    const called = await send(`${api.api}/users`, { headers: bearer(held.access_token) });
    assert.equal(called.status, 200, called.text);
    assert.equal((await refresh(api, client, held.refresh_token)).status, 200);
  });

  it('the operator registers a platform, for the sandbox as well, and it connects a customer', async () => {
    const type = shell(ROOT, {
      ...{ LATCHKEY_MODE: 'development', LATCHKEY_DATA: running.dataDir },
      PORT: String(running.demo.port),
    });
    const config = ['--config', 'examples/proconvey/latchkey.config.ts'];
    for (const [more, base, prefix] of [
      [[], api.api, /^pca_[^_]+$/],
      [['--sandbox'], api.api.replace('//v2.', '//sandbox.'), /^pca_test_/],
    ] as const) {
      const { code, out, err } = await type([
        ...['client', 'add', 'Terrace', '--kind', 'platform', '--redirect', CALLBACK],
        ...[...more, ...config],
      ]);
      assert.equal(code, 0, err);
      const said = (name: string) => new RegExp(`^${name} +(.+)$`, 'm').exec(out)?.[1] ?? '';
      assert.deepEqual(
        [said('authorization_endpoint'), said('token_endpoint')],
        [api.authorization_endpoint, api.token_endpoint],
        'a platform is told where to go',
      );
      const client = {
        ...clientNamed(api, 'plat_nimbus'),
        ...{ client_id: said('client_id'), client_secret: said('client_secret') },
        redirect_uris: [CALLBACK],
      };
      const held = await connect(running.demo, api, client, person(api, 'margaret'), 'read');
      assert.match(held.access_token, prefix);
      const grant = { grant_type: 'client_credentials', scope: 'read', ...credentials(client) };
      for (const token of [held.access_token, (await tokens(api, grant)).access_token]) {
        const headers = bearer(token, { 'proconvey-account': held.connected_account_id });
        const called = await send(`${base}/v2/me`, { headers });
        assert.equal(called.status, 200, called.text);
        assert.equal((called.json.organisation as { id: string }).id, held.organisation_id);
      }
    }
  });

  it('each scope of the tables opens what its line says, and no other call', async () => {
    const opens = async (token: string, more: Record<string, string> = {}) => {
      const answers = await Promise.all(
        CALLS.map(async (call) => {
          const [method = '', path] = call.split(' ');
          const headers = bearer(token, { ...more, 'content-type': 'application/json' });
          const body = method === 'GET' ? {} : { body: '[]' };
          const answer = await send(`${api.api}/${path}`, { method, headers, ...body });
          // A body that is none is refused by the API itself, which the call has reached then.
          assert.ok([200, 400, 403, 415, 422].includes(answer.status), `${call}: ${answer.text}`);
          if (answer.status === 403) assert.equal(answer.json.code, 'insufficient_scope', call);
          return answer.status === 403 ? [] : [call];
        }),
      );
      return answers.flat().toSorted();
    };
    const platform = clientNamed(api, 'plat_atlas');
    for (const [scope, calls] of Object.entries(OPENED)) {
      const { token } = await makeToken([scope]);
      assert.deepEqual(await opens(token), calls.toSorted(), scope);
      // Account settings are for the customer's own people: no platform of the demo may ask for them.
      if (scope === 'admin') continue;
      const query = { client_id: platform.client_id, redirect_uri: CALLBACK, response_type: 'code', scope };
      const asked = await margaret.open(`${api.authorization_endpoint}?${new URLSearchParams(query)}`);
      const code = new URL((await decide(margaret, asked)).url).searchParams.get('code') ?? '';
      const exchange = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
      const held = await tokens(api, { ...exchange, ...credentials(platform) });
      assert.equal(held.scope, scope);
      const through = await opens(held.access_token, { 'proconvey-account': held.connected_account_id });
      assert.deepEqual(through, calls.toSorted(), `${scope}, connected`);
    }
  });

  it('every token is stored as its SHA-256; an access token for an hour, a refresh token for longer', async () => {
    const platform = clientNamed(api, 'plat_nimbus');
    const asked = { redirect_uri: CALLBACK, scope: 'read' };
    const code = await codeFor(running.demo, api, platform, person(api, 'ruth'), asked);
    const exchange = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
    const held: Held = await tokens(api, { ...exchange, ...credentials(platform) });
    const machine = await tokens(api, {
      grant_type: 'client_credentials',
      scope: 'read',
      ...credentials(platform),
    });
    const { token: personal } = await makeToken(['read']);
    const rowOf = (table: string, secret: unknown) => {
      const hash = createHash('sha256').update(String(secret)).digest('base64url');
      const row = storedUnder(running, 'proconvey', table, hash);
      assert.ok(row, `${table} has the hash of ${String(secret).slice(0, 4)}`);
      assert.ok(!JSON.stringify(row).includes(String(secret)));
      return row;
    };
    rowOf('authorization_codes', code);
    rowOf('personal_tokens', personal);
    rowOf('client_secrets', platform.client_secret);
    for (const token of [held.access_token, machine.access_token]) {
      const { issued_at, expires_at } = rowOf('access_tokens', token);
      assert.equal(Number(expires_at) - Number(issued_at), HOUR);
    }
    const access = rowOf('access_tokens', held.access_token);
    const renewal = rowOf('refresh_tokens', held.refresh_token);
    assert.ok(Number(renewal.expires_at) > Number(access.expires_at) + 24 * HOUR);
  });

  it('no refusal repeats a token or a secret that came with it, wherever that stood', async () => {
    const platform = clientNamed(api, 'plat_nimbus');
    const held = await connect(running.demo, api, platform, person(api, 'daniel'), 'read');
    const { token: personal } = await makeToken(['read']);
    const secrets = [held.access_token, held.refresh_token, personal, String(platform.client_secret)];
    const metadata = (await send(`${api.issuer}/.well-known/oauth-authorization-server`)).json;
    const authorize = { client_id: platform.client_id, redirect_uri: CALLBACK, response_type: 'code' };
    const fields = ['grant_type', 'code', 'client_id', 'scope', 'resource', 'response_mode', 'request_uri'];
    for (const secret of secrets) {
      const wrong = {
        ...Object.fromEntries(fields.map((name) => [name, secret])),
        ...{ token: `${secret}x`, refresh_token: `${secret}x`, client_secret: `${secret}x` },
      };
      const endpoints = [
        'token',
        'revocation',
        'introspection',
        'pushed_authorization_request',
        'registration',
      ];
      const answers = await Promise.all([
        ...endpoints.flatMap((name) => {
          const url = String(metadata[`${name}_endpoint`]);
          const asked = [wrong, { ...wrong, ...credentials(platform) }].map((form) => post(url, form));
          return [...asked, send(`${url}?client_secret=${secret}`, { method: 'POST' })];
        }),
        ...['client_credentials', 'refresh_token', 'authorization_code'].flatMap((grant_type) =>
          ['scope', 'resource', 'code', 'refresh_token'].map((name) =>
            post(api.token_endpoint, { grant_type, [name]: secret, ...credentials(platform) }),
          ),
        ),
        ...[...fields.slice(3), 'prompt', 'redirect_uri', 'response_type', 'code_challenge', secret].map(
          (name) =>
            send(
              `${api.authorization_endpoint}?${new URLSearchParams({ ...authorize, scope: 'read', [name]: secret })}`,
            ),
        ),
        send(`${api.api}/v2/${secret}`),
        send(`${api.api}/v2/cases/${secret}`, { headers: bearer(`${secret}x`) }),
        send(`${api.api}/v2/cases?access_token=${secret}`),
        send(`${api.api}/v2/cases?limit=${secret}`, { headers: bearer(personal) }),
        send(`${api.api}/v2/cases`, { headers: bearer(held.access_token, { 'proconvey-account': secret }) }),
        send(`${api.api}/v2/cases`, { headers: { authorization: `Basic ${secret}` } }),
        send(`${metadata.connections_endpoint}?cursor=${secret}`, { headers: bearer(personal) }),
        send(`${api.authorization_endpoint}/${secret}`),
      ]);
      const repeating = answers
        .map(({ status, text, headers }) => `${status} ${JSON.stringify(headers)} ${text}`)
        // Signing in goes on with the request as it was: that is no refusal.
        .filter((said) => said.includes(secret) && !said.startsWith('200'));
      assert.deepEqual(repeating, []);
    }
  });

  it('calls may be held to addresses by the customer, for a connection and for a token', async () => {
    const held = await connect(
      running.demo,
      api,
      clientNamed(api, 'plat_nimbus'),
      person(api, 'margaret'),
      'read',
    );
    const called = () =>
      send(`${api.api}/v2/cases`, {
        headers: bearer(held.access_token, { 'proconvey-account': held.connected_account_id }),
      });
    const list = await margaret.click(account, 'Connected platforms');
    const row = list.body.split('<li>').find((each) => /Nimbus CRM .*Acts for Margaret/s.test(each)) ?? '';
    const page = await margaret.open(new URL(/href="([^"]+)"/.exec(row)?.[1] ?? '', api.issuer).href);
    const limited = await margaret.submit(page, { addresses: '203.0.113.0/24' }, 'Save');
    assert.match(limited.body, /Your changes are saved/);
    const refused = await called();
    assert.deepEqual([refused.status, refused.json.code], [403, 'ip_not_allowed']);
    // The customer reads which call it was, and why it was refused.
    const seen = await margaret.open(limited.url);
    assert.match(
      seen.body,
      /API call List cases <code[^>]*>listCases<\/code>.* <code>ip_not_allowed<\/code>/,
    );
    await margaret.submit(seen, { addresses: '203.0.113.0/24\n127.0.0.1' }, 'Save');
    assert.equal((await called()).status, 200);
    for (const [addresses, status] of [
      ['203.0.113.0/24', 403],
      ['127.0.0.0/8', 200],
    ] as const) {
      const { token } = await makeToken(['read'], addresses);
      assert.equal((await send(`${api.api}/users`, { headers: bearer(token) })).status, status);
    }
    const changes = auditOf(running, 'proconvey').filter(
      ({ kind, connectedAccountId }) =>
        kind === 'authorization.changed' && connectedAccountId === held.connected_account_id,
    );
    assert.equal(changes.length, 2, 'both changes are in the log');
  });

  it('a call with the platform’s own token is logged under the account that it names', async () => {
    const platform = clientNamed(api, 'plat_nimbus');
    const held = await connect(running.demo, api, platform, person(api, 'daniel'), 'read');
    const machine = await tokens(api, {
      grant_type: 'client_credentials',
      scope: 'read',
      ...credentials(platform),
    });
    const headers = bearer(machine.access_token, { 'proconvey-account': held.connected_account_id });
    const called = await send(`${api.api}/v2/contacts`, { headers });
    assert.equal(called.status, 200, called.text);
    const row = auditOf(running, 'proconvey').findLast(({ code }) => code === 'listContacts');
    assert.deepEqual(
      [row?.connectedAccountId, row?.clientId],
      [held.connected_account_id, platform.client_id],
    );
  });
});
