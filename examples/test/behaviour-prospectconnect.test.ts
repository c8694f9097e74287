import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Answered,
  bearer,
  clientNamed,
  codeFor,
  credentials,
  person,
  post,
  send,
  tokenNamed,
  tokens,
} from './demo/client.ts';
import { pkcePair } from './demo/connect.ts';
import { auditOf } from './demo/database.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';
import { formsOf, Visitor } from './demo/visitor.ts';

const CONTACT = '/v1/contacts/con_8f2a1c9b4d6e7f0a1b2c3d4e';

/** ProspectConnect's page on scopes, roles, tokens and registration, from the outside. */
describe('ProspectConnect, as its page describes it', () => {
  let running: RunningDemo;
  let api: DemoApi;

  const share = joinDemo({ only: ['prospectconnect'] });
  before(async () => {
    running = await share.start();
    api = running.demo.apis.prospectconnect;
  });
  after(async () => {
    await share.leave();
  });

  const call = (token: unknown, path: string, method = 'GET', body?: unknown) =>
    send(`${api.api}${path}`, {
      method,
      headers: bearer(token, body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const refused = (answer: Answered, code: string, remedy: string) => {
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.json.code, code);
    assert.equal(answer.json.remedy, remedy);
  };
  const at = (path: string) => new URL(path, api.issuer).href;

  async function signedIn(name: string, path: string) {
    const visitor = new Visitor(running.demo);
    return { visitor, page: await visitor.signIn(await visitor.open(at(path)), person(api, name)) };
  }

  /** Gives a member another role on the owner's page. */
  async function changeRole(name: string, role: string): Promise<void> {
    const { visitor, page } = await signedIn('olivia', '/settings/team');
    const done = await visitor.submit(page, { role }, `Change the role of ${name}`);
    assert.equal(done.status, 200);
  }

  /** Code and PKCE as a public client runs them. */
  async function connectPublic(clientId: string, redirect_uri: string, name: string, scope: string) {
    const { verifier, challenge } = pkcePair();
    const client = { ...clientNamed(api, 'deal-desk'), client_id: clientId };
    const code = await codeFor(running.demo, api, client, person(api, name), {
      redirect_uri,
      scope,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const exchange = { grant_type: 'authorization_code', code, redirect_uri, client_id: clientId };
    return tokens(api, { ...exchange, code_verifier: verifier });
  }

  const newContact = async () => {
    const token = tokenNamed(api, 'Everything, as a manager');
    const created = await call(token, '/v1/contacts', 'POST', { name: 'Somebody to delete' });
    assert.equal(created.status, 201, created.text);
    assert.match(String(created.json.id), /^con_[0-9a-f]{24}$/);
    return `/v1/contacts/${created.json.id}`;
  };

  it('refuses what the role does not permit, however many scopes there are', async () => {
    const script = tokenNamed(api, 'Clean-up script, as an agent');
    const answer = await call(script, CONTACT, 'DELETE');
    refused(answer, 'insufficient_role', 'ask_admin');
    assert.equal(answer.headers['www-authenticate'], undefined, 'no scope is asked for that would not help');
    const checks = answer.json.checks as { check: string; outcome: string }[];
    const outcome = (name: string) => checks.find(({ check }) => check === name)?.outcome;
    assert.deepEqual([outcome('scope'), outcome('role')], ['passed', 'failed']);
    assert.equal((await call(script, CONTACT)).status, 200, 'the contact is still there');

    const viewer = tokenNamed(api, 'Everything, as a viewer');
    refused(await call(viewer, CONTACT, 'PATCH', { status: 'customer' }), 'insufficient_role', 'ask_admin');
    const owner = tokenNamed(api, 'Read-only report, as an owner');
    const readOnly = await call(owner, CONTACT, 'DELETE');
    refused(readOnly, 'insufficient_scope', 'reauthorize');
    assert.match(readOnly.headers['www-authenticate'] ?? '', /scope="contact\.delete"/);
  });

  it('holds a role that a business made for itself', async () => {
    const steward = tokenNamed(api, 'Contact import, as a data steward');
    assert.equal((await call(steward, await newContact(), 'DELETE')).status, 204);
    const deals = await call(steward, '/v1/deals?limit=1');
    assert.equal(deals.status, 200, deals.text);
    const [deal] = deals.json.data as { id: string }[];
    refused(await call(steward, `/v1/deals/${deal?.id}`, 'DELETE'), 'insufficient_role', 'ask_admin');
  });

  it('counts a change of role on the next call, up and down, for every token of that person', async () => {
    const redirectUri = clientNamed(api, 'deal-desk').redirect_uris[0] ?? '';
    const connected = await connectPublic('deal-desk', redirectUri, 'aisha', 'contact.all');
    const held = [tokenNamed(api, 'Clean-up script, as an agent'), connected.access_token];
    for (const token of held) refused(await call(token, CONTACT, 'DELETE'), 'insufficient_role', 'ask_admin');
    await changeRole('Aisha Khan', 'manager');
    for (const token of held) assert.equal((await call(token, await newContact(), 'DELETE')).status, 204);
    await changeRole('Aisha Khan', 'viewer');
    for (const token of held) {
      refused(await call(token, CONTACT, 'PATCH', { status: 'lead' }), 'insufficient_role', 'ask_admin');
      assert.equal((await call(token, CONTACT)).status, 200);
    }
    await changeRole('Aisha Khan', 'agent');
    const changes = auditOf(running, 'prospectconnect').filter(({ kind }) => kind === 'member.role_changed');
    assert.deepEqual(
      changes.map(({ detail }) => [detail.from, detail.to]),
      [
        ['agent', 'manager'],
        ['manager', 'viewer'],
        ['viewer', 'agent'],
      ],
    );
  });

  it('lets only those change roles who look after the business, and never into another one', async () => {
    const { page } = await signedIn('aisha', '/settings/team');
    assert.equal(page.status, 404);
    const { visitor, page: own } = await signedIn('aisha', '/settings/tokens');
    const { csrf = '', tenant = '' } = fieldsOf(own);
    const promote = (user: string, as: Visitor, fields: Record<string, string>, role = 'owner') =>
      as.send(at('/settings/team'), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...fields, user, role }).toString(),
      });
    const changes = () =>
      auditOf(running, 'prospectconnect').filter(({ kind }) => kind === 'member.role_changed').length;
    const before = changes();
    const aisha = 'usr_2c3d4e5f60712c3d4e5f6071';
    assert.equal((await promote(aisha, visitor, { csrf, tenant })).status, 404);
    // Nora is a viewer: an agent holds all that an agent may do, and still may not hand it on.
    const nora = 'usr_718293a4b5c6718293a4b5c6';
    assert.equal((await promote(nora, visitor, { csrf, tenant }, 'agent')).status, 404);
    const olivia = await signedIn('olivia', '/settings/team');
    const fields = fieldsOf(olivia.page);
    const kenji = 'usr_60718293a4b560718293a4b5';
    assert.equal((await promote(kenji, olivia.visitor, fields)).status, 404);
    const kestrel = { ...fields, tenant: 'biz_c3a97be012f84d65908e7b1a' };
    assert.equal((await promote(kenji, olivia.visitor, kestrel)).status, 403);
    const forged = await promote(aisha, olivia.visitor, { ...fields, csrf: 'x'.repeat(43) });
    assert.equal(forged.status, 403);
    assert.equal(changes(), before);
    refused(
      await call(tokenNamed(api, 'Clean-up script, as an agent'), CONTACT, 'DELETE'),
      'insufficient_role',
      'ask_admin',
    );
  });

  it('makes a personal token by form, shows it once, and ends it by form at once', async () => {
    const { visitor, page } = await signedIn('marcus', '/settings/tokens/new');
    const nothing = await visitor.submit(page, { name: 'Import', days: '30' });
    assert.equal(nothing.status, 400, 'no scope was chosen');
    const wish = { name: 'Import', days: '30', scope: ['contact.read', 'task.write'] };
    const made = await visitor.submit(page, wish);
    assert.equal(made.status, 200, made.body);
    const token = /id="token"[^>]*>([^<]+)</.exec(made.body)?.[1] ?? '';
    assert.match(token, /^pat_[A-Za-z0-9]{40,}$/);
    assert.equal((await call(token, CONTACT)).status, 200);
    assert.deepEqual((await call(token, '/v1/me')).json.scopes, ['contact.read', 'task.write']);
    refused(await call(token, CONTACT, 'PATCH', { status: 'lead' }), 'insufficient_scope', 'reauthorize');
    refused(await call(token, '/v1/tasks'), 'insufficient_scope', 'reauthorize');

    const list = await visitor.open(at('/settings/tokens'));
    assert.match(list.body, /Import/);
    assert.ok(!list.body.includes(token), 'nobody sees it a second time');
    const gone = await visitor.submit(await visitor.click(list, 'Revoke Import'), {}, 'Revoke for good');
    assert.match(gone.body, /The token was revoked/);
    const dead = await call(token, CONTACT);
    assert.equal(dead.status, 401);
    assert.equal(dead.json.code, 'token_revoked');
  });

  it('gives a server a token by client credentials, which acts as its user', async () => {
    const client = clientNamed(api, 'brightwater-nightly-sync');
    const grant = { grant_type: 'client_credentials', scope: 'contact.read deal.write' };
    const held = await tokens(api, { ...grant, ...credentials(client) });
    assert.equal(held.refresh_token, undefined);
    const me = await call(held.access_token, '/v1/me');
    assert.equal(me.status, 200, me.text);
    assert.equal(me.json.business_id, 'biz_5d1f0c7a2e9b4836a1d0c4e2');
    assert.equal((me.json.user as { name: string }).name, 'Nightly sync');
    assert.equal((await call(held.access_token, CONTACT)).status, 200);
    refused(await call(held.access_token, CONTACT, 'DELETE'), 'insufficient_scope', 'reauthorize');
    await changeRole('Nightly sync', 'viewer');
    const deal = await call(held.access_token, '/v1/deals', 'POST', { name: 'Roof of the town hall' });
    refused(deal, 'insufficient_role', 'ask_admin');
    await changeRole('Nightly sync', 'manager');
    const more = { ...grant, scope: 'contact.delete', ...credentials(client) };
    assert.equal((await post(api.token_endpoint, more)).json.error, 'invalid_scope');
    const publicly = await post(api.token_endpoint, { ...grant, client_id: 'deal-desk' });
    assert.equal(publicly.json.error, 'unauthorized_client');
  });

  it('keeps businesses apart: another one’s record looks like none at all', async () => {
    const kestrel = tokenNamed(api, 'Everything at Kestrel, as an owner');
    const absent = await call(kestrel, '/v1/contacts/con_000000000000000000000000');
    assert.equal(absent.status, 404);
    for (const [method, body] of [['GET'], ['PATCH', { status: 'lead' }], ['DELETE']] as const) {
      const hidden = await call(kestrel, CONTACT, method, body);
      assert.equal(hidden.status, 404, hidden.text);
      assert.equal(hidden.text, absent.text);
    }
    const ids = async (token: string) => {
      const search = await call(token, '/v1/contacts/search', 'POST', { limit: 100 });
      assert.equal(search.status, 200, search.text);
      return (search.json.data as { id: string }[]).map(({ id }) => id);
    };
    const theirs = await ids(kestrel);
    const ours = await ids(tokenNamed(api, 'Everything, as a manager'));
    assert.ok(theirs.length > 0 && ours.length > 0);
    assert.ok(!theirs.some((id) => ours.includes(id)));
    const smuggled = { name: 'Mole', business_id: 'biz_5d1f0c7a2e9b4836a1d0c4e2' };
    const created = await call(kestrel, '/v1/contacts', 'POST', smuggled);
    assert.ok([400, 422].includes(created.status), created.text);
  });

  it('registers a client that then connects, refreshes and is told apart from one that somebody vouched for', async () => {
    const metadata = await send(at('/.well-known/oauth-authorization-server'));
    const callback = 'http://127.0.0.1:53123/callback';
    const registered = await send(String(metadata.json.registration_endpoint), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Agent of Marcus',
        redirect_uris: [callback],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        scope: 'contact.read deal.read',
      }),
    });
    assert.equal(registered.status, 201, registered.text);
    const clientId = String(registered.json.client_id);
    const authorize = `${api.authorization_endpoint}?${new URLSearchParams({
      client_id: clientId,
      redirect_uri: callback,
      response_type: 'code',
      scope: 'contact.read',
      code_challenge: pkcePair().challenge,
      code_challenge_method: 'S256',
    })}`;
    const visitor = new Visitor(running.demo);
    const page = await visitor.signIn(await visitor.open(authorize), person(api, 'marcus'));
    assert.match(page.body, /Agent of Marcus/);
    assert.match(page.body, /Not verified/);

    const held = await connectPublic(clientId, callback, 'marcus', 'contact.read');
    assert.equal((await call(held.access_token, CONTACT)).status, 200);
    refused(await call(held.access_token, '/v1/deals'), 'insufficient_scope', 'reauthorize');
    const fields = { grant_type: 'refresh_token', refresh_token: held.refresh_token, client_id: clientId };
    const renewed = await tokens(api, fields);
    assert.notEqual(renewed.refresh_token, held.refresh_token);
    assert.equal((await call(renewed.access_token, CONTACT)).status, 200);
  });
});

/** The hidden fields that every form of the account pages carries. */
function fieldsOf(page: Parameters<typeof formsOf>[0]): Record<string, string> {
  const fields = formsOf(page).flatMap((form) => form.fields);
  return Object.fromEntries(
    fields.filter(({ name }) => name === 'csrf' || name === 'tenant').map(({ name, value }) => [name, value]),
  );
}
