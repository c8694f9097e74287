import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  bearer,
  clientNamed,
  codeFor,
  person,
  post,
  type Sent,
  send,
  tokenNamed,
  tokens,
} from '../demo/client.ts';
import { pkcePair } from '../demo/connect.ts';
import { auditOf } from '../demo/database.ts';
import { type DemoApi, joinDemo, type RunningDemo } from '../demo/start-demo.ts';

/* The MCP server and the API beside it: two resources, whose tokens do not mix, and what reaches neither. */

let running: RunningDemo;
let api: DemoApi;
let address = '';
const share = joinDemo({ only: ['prospectconnect'] });
before(async () => {
  running = await share.start();
  api = running.demo.apis.prospectconnect;
  address = api.mcp ?? '';
});
after(async () => {
  await share.leave();
});

/** A token of Deal Desk's for a user, for `resource` or the API as a whole. */
async function tokenFor(name: string, scope: string, resource?: string) {
  const redirect_uri = 'http://127.0.0.1/callback';
  const { verifier, challenge } = pkcePair();
  const client = clientNamed(api, 'deal-desk');
  const target = resource === undefined ? {} : { resource };
  const code = await codeFor(running.demo, api, client, person(api, name), {
    redirect_uri,
    scope,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...target,
  });
  return tokens(api, {
    grant_type: 'authorization_code',
    code,
    redirect_uri,
    client_id: 'deal-desk',
    code_verifier: verifier,
    ...target,
  });
}

const message = (method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
interface Rpc {
  id?: unknown;
  error?: { data: { code: string; remedy: string; detail: string } };
  result?: { isError?: boolean; content: { text: string }[] };
}
const rpc = ({ json }: { json: unknown }) => json as Rpc;

/** A message as a client of 2025 sends it, which has neither handshake nor session to keep. */
function say(
  token: string | null,
  body: string,
  more: Partial<Sent> & { headers?: Record<string, string> } = {},
) {
  return send(address, {
    method: 'POST',
    body,
    ...more,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...(token === null ? {} : bearer(token)),
      ...more.headers,
    },
  });
}
const LIST = message('tools/list');

describe('tokens of the API and of its MCP server', () => {
  test('do not open each other', async () => {
    const forApi = await tokenFor('olivia', 'contact.read');
    const forMcp = await tokenFor('olivia', 'contact.read', address);
    const contacts = (token: string) => send(`${api.api}/v1/contacts?limit=1`, { headers: bearer(token) });

    assert.equal((await contacts(forApi.access_token)).status, 200);
    assert.equal((await say(forMcp.access_token, LIST)).status, 200);
    for (const wrong of [await contacts(forMcp.access_token), await say(forApi.access_token, LIST)]) {
      assert.equal(wrong.status, 401);
      const code = wrong.json.code ?? rpc(wrong).error?.data.code;
      assert.equal(code, 'invalid_token');
      assert.match(String(wrong.headers['www-authenticate']), /error="invalid_token"/);
    }
    const personal = await say(tokenNamed(api, 'Everything, as a manager'), LIST);
    assert.equal(personal.status, 401);
    assert.match(rpc(personal).error?.data.detail ?? '', /was not issued for .*\/mcp/);
  });

  test('keep apart when they are refreshed', async () => {
    const held = await tokenFor('olivia', 'contact.read', address);
    const again = await tokens(api, {
      grant_type: 'refresh_token',
      refresh_token: held.refresh_token,
      client_id: 'deal-desk',
    });
    assert.equal((await say(again.access_token, LIST)).status, 200);
    const widened = await post(api.token_endpoint, {
      grant_type: 'refresh_token',
      refresh_token: again.refresh_token,
      client_id: 'deal-desk',
      resource: api.api,
    });
    assert.deepEqual([widened.status, widened.json.error], [400, 'invalid_target']);
  });

  test('end with the connection, between one message and the next', async () => {
    const { access_token, refresh_token } = await tokenFor('olivia', 'contact.read', address);
    assert.equal((await say(access_token, LIST)).status, 200);
    const url = api.token_endpoint.replace(/\/token$/, '/revoke');
    await post(url, { token: refresh_token, client_id: 'deal-desk' });
    assert.equal((await say(access_token, LIST)).status, 401);
  });
});

describe('a call of a tool', () => {
  const call = (token: string, name: unknown, input: object = {}) =>
    say(token, message('tools/call', { name, arguments: input }));

  test('is recorded by the name of the tool, whether it was allowed or not', async () => {
    const { access_token: token } = await tokenFor('aisha', 'contact.read contact.delete', address);
    assert.equal((await call(token, 'search_contacts')).status, 200);
    const scope = await call(token, 'create_contact', { name: 'X' });
    const { id, error } = rpc(scope);
    assert.deepEqual([scope.status, id, error?.data.remedy], [403, 1, 'reauthorize']);
    const role = await call(token, 'delete_contact', { id: 'con_8f2a1c9b4d6e7f0a1b2c3d4e' });
    assert.deepEqual([role.status, rpc(role).id, rpc(role).result?.isError], [200, 1, true]);
    assert.match(rpc(role).result?.content[0]?.text ?? '', /Insufficient Role.*ask an administrator/);
    assert.equal(role.headers['www-authenticate'], undefined);
    const rows = auditOf(running, 'prospectconnect')
      .filter(({ kind }) => kind === 'api.called')
      .slice(-3);
    assert.deepEqual(
      rows.map(({ outcome, code, detail }) => [outcome, code, detail.operation]),
      [
        ['allowed', 'search_contacts', 'search_contacts'],
        ['denied', 'insufficient_scope', 'create_contact'],
        ['denied', 'insufficient_role', 'delete_contact'],
      ],
    );
    assert.equal(rows[0]?.userId, rows[2]?.userId);
  });

  test('of a tool that nobody declared is refused, and so are several calls in one', async () => {
    const { access_token: token } = await tokenFor('olivia', 'contact.read', address);
    for (const name of ['drop_tables', 'SEARCH_CONTACTS', ' search_contacts', 'mcp', '', 7, undefined]) {
      const { result } = rpc(await call(token, name));
      assert.equal(result?.isError, true, String(name));
      assert.match(result?.content[0]?.text ?? '', /Not Found/);
    }
    const batch = await say(token, `[${LIST},${message('tools/call', { name: 'delete_contact' })}]`);
    assert.equal(batch.status, 400);
    assert.equal((await say(token, '{')).status, 400);
    const large = await say(token, message('tools/call', { name: 'x'.repeat(2 ** 20) }));
    assert.equal(large.status, 413);
  });
});

describe('the transport', () => {
  test('takes no page of another origin, whatever token it has', async () => {
    const { access_token: token } = await tokenFor('olivia', 'contact.read', address);
    const foreign = await say(token, LIST, { headers: { origin: 'https://evil.example' } });
    assert.equal(foreign.status, 403);
    assert.equal(foreign.headers['access-control-allow-origin'], undefined);
    const asks = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await send(address, { method: 'OPTIONS', headers: asks });
    assert.equal(preflight.headers['access-control-allow-origin'], undefined);
  });

  test('keeps no session: a call that names one needs a token too', async () => {
    const { access_token: token } = await tokenFor('olivia', 'contact.read', address);
    const opened = await say(
      token,
      message('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      }),
    );
    assert.equal(opened.status, 200);
    assert.equal(opened.headers['mcp-session-id'], undefined);
    const session = { 'mcp-session-id': 'anything' };
    assert.equal((await say(null, LIST, { headers: session })).status, 401);
    for (const method of ['GET', 'DELETE']) {
      const answer = await send(address, { method, headers: bearer(token, session) });
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'], method);
    }
  });

  test('is found by what the challenge says, at the exact identifier', async () => {
    const { origin } = new URL(address);
    const refused = await say(null, LIST);
    const [, url] = /resource_metadata="([^"]+)"/.exec(String(refused.headers['www-authenticate'])) ?? [];
    assert.equal(url, `${origin}/.well-known/oauth-protected-resource/mcp`);
    const { json } = await send(url ?? '');
    assert.equal(json.resource, address);
    assert.deepEqual(json.authorization_servers, [api.issuer]);
    assert.deepEqual(json.scopes_supported, ['contact.read']);
    assert.equal(json.resource_name, 'ProspectConnect for agents');
    const server = await send(`${api.issuer}/.well-known/oauth-authorization-server`);
    assert.equal(server.json.issuer, api.issuer);
    assert.deepEqual(server.json.code_challenge_methods_supported, ['S256']);
    assert.equal(server.json.client_id_metadata_document_supported, true);
    assert.equal(server.json.authorization_response_iss_parameter_supported, true);
    assert.ok(server.json.registration_endpoint);
  });
});
