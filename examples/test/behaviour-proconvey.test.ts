import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  type Answered,
  bearer,
  clientNamed,
  connect,
  credentials,
  type Held,
  person,
  post,
  refresh,
  send,
  tokenNamed,
  tokens,
} from './demo/client.ts';
import { expireToken } from './demo/database.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';
import { Visitor } from './demo/visitor.ts';

/**
 * The promises of ProConvey's page beyond its commands: six errors, scopes, isolation, documents, revoking.
 */
describe('ProConvey, as its page describes it', () => {
  const share = joinDemo();
  let running: RunningDemo;
  let api: DemoApi;
  let sandbox: string;
  /** Margaret's organisation, connected to Nimbus. */
  let hartley: Held;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.proconvey;
    sandbox = api.api.replace('//v2.', '//sandbox.');
    hartley = await connect(running.demo, api, nimbus(), person(api, 'margaret'), 'read write');
  });
  after(() => share.leave());

  const nimbus = () => clientNamed(api, 'plat_nimbus');
  const atlas = () => clientNamed(api, 'plat_atlas');
  const machineToken = async (client: DemoApi['clients'][number]) => {
    const grant = { grant_type: 'client_credentials', scope: 'read' };
    return (await tokens(api, { ...grant, ...credentials(client) })).access_token;
  };
  const cases = (token: unknown, account?: string, base = api.api) =>
    send(`${base}/v2/cases`, {
      headers: bearer(token, account === undefined ? {} : { 'proconvey-account': account }),
    });

  /** A refusal is told apart by status, code, remedy and the error of its challenge. */
  function refused(answer: Answered, status: number, code: string, remedy: string, error: string | null) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.json.code, code);
    assert.equal(answer.json.remedy, remedy);
    const challenge = answer.headers['www-authenticate'] ?? '';
    assert.equal(/\berror="([^"]+)"/.exec(challenge)?.[1] ?? null, error);
    const checks = answer.json.checks as { outcome: string }[];
    assert.ok(checks.some(({ outcome }) => outcome === 'failed'));
    return answer;
  }

  describe('the six errors', () => {
    it('bad credentials: a token that is mistyped, and a client secret that is wrong', async () => {
      const mistyped = `${hartley.access_token.slice(0, -1)}${hartley.access_token.endsWith('x') ? 'y' : 'x'}`;
      const account = hartley.connected_account_id;
      refused(await cases(mistyped, account), 401, 'invalid_token', 'reauthorize', 'invalid_token');
      const nothing = await send(`${api.api}/v2/cases`);
      refused(nothing, 401, 'missing_token', 'reauthorize', null);
      assert.match(
        nothing.headers['www-authenticate'] ?? '',
        /^Bearer realm="ProConvey", resource_metadata="[^"]+"(, DPoP |$)/,
      );
      const wrong = { ...credentials(nimbus()), client_secret: 'wrong' };
      const answer = await post(api.token_endpoint, { grant_type: 'client_credentials', ...wrong });
      assert.equal(answer.status, 401);
      assert.equal(answer.json.error, 'invalid_client');
    });

    it('missing scope: the challenge names what is needed', async () => {
      const { access_token, connected_account_id } = await connect(
        running.demo,
        api,
        atlas(),
        person(api, 'daniel'),
        'read:cases',
      );
      assert.equal((await cases(access_token, connected_account_id)).status, 200);
      const headers = bearer(access_token, { 'proconvey-account': connected_account_id });
      const quotes = await send(`${api.api}/v2/quotes`, { headers });
      refused(quotes, 403, 'insufficient_scope', 'reauthorize', 'insufficient_scope');
      assert.match(quotes.headers['www-authenticate'] ?? '', /scope="read:quotes"/);
      const created = await send(`${api.api}/v2/cases`, { method: 'POST', headers });
      refused(created, 403, 'insufficient_scope', 'reauthorize', 'insufficient_scope');
      assert.match(created.headers['www-authenticate'] ?? '', /scope="write:cases"/);
    });

    it('expired: the refresh token helps', async () => {
      const account = hartley.connected_account_id;
      expireToken(running, 'proconvey', hartley.access_token);
      refused(await cases(hartley.access_token, account), 401, 'token_expired', 'refresh', 'invalid_token');
      const renewed = await refresh(api, nimbus(), hartley.refresh_token);
      assert.equal(renewed.status, 200, renewed.text);
      hartley = { ...hartley, ...renewed.json } as Held;
      assert.equal((await cases(hartley.access_token, account)).status, 200);

      const machine = await machineToken(nimbus());
      expireToken(running, 'proconvey', machine);
      refused(await cases(machine, account), 401, 'token_expired', 'reauthorize', 'invalid_token');
    });

    it('connected account invalid: unknown and another platform’s in the same words', async () => {
      const other = await connect(running.demo, api, atlas(), person(api, 'ruth'), 'read');
      for (const token of [hartley.access_token, await machineToken(nimbus())]) {
        const answers = [
          await cases(token, other.connected_account_id),
          await cases(token, 'conn_0000000000000000000000'),
          await cases(token, "conn_' OR 1=1 --"),
        ];
        for (const answer of answers) refused(answer, 403, 'connected_account_invalid', 'fix_request', null);
        assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
      }
      const own = await cases(other.access_token, other.connected_account_id);
      assert.equal(own.status, 200, own.text);
    });

    it('connected account inactive: while a manager of the customer has suspended it, for everybody', async () => {
      const priya = await connect(running.demo, api, nimbus(), person(api, 'priya'), 'read:cases');
      const account = hartley.connected_account_id;
      assert.equal(priya.connected_account_id, account);
      assert.equal(priya.organisation_id, hartley.organisation_id);
      const tokens = [priya.access_token, hartley.access_token, await machineToken(nimbus())];
      const member = await connectionPage(new Visitor(running.demo), 'priya');
      assert.match(member.body, />Withdraw<\/a>/);
      assert.doesNotMatch(member.body, />Suspend<|>Revoke</);

      const visitor = new Visitor(running.demo);
      const suspended = await visitor.submit(await connectionPage(visitor, 'margaret'), {}, 'Suspend');
      for (const token of tokens) {
        refused(await cases(token, account), 403, 'connected_account_invalid', 'ask_admin', null);
      }
      assert.equal((await refresh(api, nimbus(), priya.refresh_token)).json.error, 'invalid_grant');
      await visitor.submit(suspended, {}, 'Resume');
      for (const token of tokens) assert.equal((await cases(token, account)).status, 200);
    });

    it('authorization revoked: a member’s own part alone, while the others of the customer go on', async () => {
      const priya = await connect(running.demo, api, nimbus(), person(api, 'priya'), 'read:cases');
      const account = hartley.connected_account_id;
      const visitor = new Visitor(running.demo);
      const question = await visitor.click(await connectionPage(visitor, 'priya'), 'Withdraw');
      const after = await visitor.submit(question, {}, 'Withdraw');
      assert.match(after.body, /That user’s part of the connection has ended/);
      const own = await cases(priya.access_token, account);
      refused(own, 401, 'authorization_revoked', 'reconnect', 'invalid_token');
      for (const token of [hartley.access_token, await machineToken(nimbus())]) {
        assert.equal((await cases(token, account)).status, 200);
      }
    });

    it('domain mismatch: live and sandbox are apart, each with its own data', async () => {
      const live = await cases(tokenNamed(api, 'Month-end figures'), undefined, sandbox);
      refused(live, 403, 'domain_mismatch', 'use_domain', null);
      assert.match(String(live.json.detail), /v2\.proconvey/);
      const trial = await cases(tokenNamed(api, 'Sandbox trial'));
      refused(trial, 403, 'domain_mismatch', 'use_domain', null);
      assert.match(String(trial.json.detail), /sandbox\.proconvey/);

      const client = clientNamed(api, 'plat_nimbus_sandbox');
      const held = await connect(running.demo, api, client, person(api, 'margaret'), 'read');
      assert.match(held.access_token, /^pca_test_/);
      assert.match(held.refresh_token, /^pcr_test_/);
      const account = held.connected_account_id;
      const inSandbox = await cases(held.access_token, account, sandbox);
      assert.equal(inSandbox.status, 200, inSandbox.text);
      refused(await cases(held.access_token, account), 403, 'domain_mismatch', 'use_domain', null);
      const inLive = await cases(hartley.access_token, hartley.connected_account_id);
      const ids = ({ json }: Answered) => (json.data as { id: string }[]).map(({ id }) => id);
      assert.ok(ids(inSandbox).length > 0);
      assert.ok(!ids(inSandbox).some((id) => ids(inLive).includes(id)));
      const renewed = await refresh(api, client, held.refresh_token);
      assert.match(String(renewed.json.access_token), /^pca_test_/);
      const machine = await machineToken(client);
      assert.match(machine, /^pcm_test_/);
      assert.equal((await cases(machine, account, sandbox)).status, 200);
      refused(await cases(machine, account), 403, 'domain_mismatch', 'use_domain', null);
    });

    it('authorization revoked: everything sees it at once; connecting again revives nothing old', async () => {
      const ruth = person(api, 'ruth');
      const old = await connect(running.demo, api, nimbus(), ruth, 'read');
      const account = old.connected_account_id;
      const machine = await machineToken(nimbus());
      for (const token of [old.access_token, machine])
        assert.equal((await cases(token, account)).status, 200);

      const visitor = new Visitor(running.demo);
      const question = await visitor.click(await connectionPage(visitor, 'ruth'), 'Revoke');
      const after = await visitor.submit(question, {}, 'Revoke for good');
      assert.equal(after.status, 200);
      assert.match(after.body, /The connection was revoked/);

      const own = await cases(old.access_token, account);
      refused(own, 401, 'authorization_revoked', 'reconnect', 'invalid_token');
      // The platform's own token is as good as ever: authenticating again would not help it.
      refused(await cases(machine, account), 403, 'authorization_revoked', 'reconnect', null);
      const stale = await refresh(api, nimbus(), old.refresh_token);
      assert.equal(stale.status, 400);
      assert.equal(stale.json.error, 'invalid_grant');
      assert.match(String(stale.json.error_description), /revoked/);

      const again = await connect(running.demo, api, nimbus(), ruth, 'read');
      assert.equal(again.connected_account_id, account, 'the platform knows its customer again');
      for (const token of [again.access_token, machine])
        assert.equal((await cases(token, account)).status, 200);
      const dead = await cases(old.access_token, account);
      refused(dead, 401, 'authorization_revoked', 'reconnect', 'invalid_token');
      assert.equal((await refresh(api, nimbus(), old.refresh_token)).json.error, 'invalid_grant');
    });

    it('authorization revoked: by the platform itself, by its list or by its refresh token, and by no other', async () => {
      const metadata = await send(`${api.issuer}/.well-known/oauth-authorization-server`);
      const connections = String(metadata.json.connections_endpoint);
      const ruth = person(api, 'ruth');
      const machine = await machineToken(nimbus());
      const rival = await machineToken(atlas());
      const held = await connect(running.demo, api, nimbus(), ruth, 'read');
      const account = String(held.connected_account_id);
      const at = `${connections}/${account}`;
      for (const method of ['GET', 'DELETE']) {
        assert.equal((await send(at, { method, headers: bearer(rival) })).status, 404);
      }
      const listed = async (token: unknown) => (await send(connections, { headers: bearer(token) })).text;
      assert.ok((await listed(machine)).includes(account));
      assert.ok(!(await listed(rival)).includes(account));
      assert.equal((await cases(machine, account)).status, 200);

      assert.equal((await send(at, { method: 'DELETE', headers: bearer(machine) })).status, 204);
      refused(await cases(machine, account), 403, 'authorization_revoked', 'reconnect', null);

      const again = await connect(running.demo, api, nimbus(), ruth, 'read');
      assert.equal((await cases(machine, account)).status, 200);
      const revocation = String(metadata.json.revocation_endpoint);
      await post(revocation, { token: String(again.refresh_token), ...credentials(nimbus()) });
      refused(await cases(machine, account), 403, 'authorization_revoked', 'reconnect', null);
      assert.equal((await refresh(api, nimbus(), again.refresh_token)).json.error, 'invalid_grant');
    });
  });

  describe('a call for a customer', () => {
    it('needs the account header, and shows the organisation that it names', async () => {
      const without = await cases(hartley.access_token);
      refused(without, 400, 'connected_account_required', 'fix_request', null);
      const account = hartley.connected_account_id;
      const headers = bearer(hartley.access_token, { 'proconvey-account': account });
      const me = await send(`${api.api}/v2/me`, { headers });
      assert.equal(me.status, 200, me.text);
      const organisation = me.json.organisation as { id: string; name: string };
      assert.equal(organisation.id, hartley.organisation_id);
      assert.equal(organisation.name, 'Hartley & Webb Solicitors');
      assert.equal(me.json.connected_account_id, account);
      const twice = await send(`${api.api}/v2/me`, {
        headers: { authorization: `Bearer ${hartley.access_token}`, 'proconvey-account': [account, account] },
      });
      refused(twice, 400, 'invalid_request', 'fix_request', null);
    });

    it('reaches this customer’s records alone, whichever token it comes with', async () => {
      const pennine = await connect(running.demo, api, nimbus(), person(api, 'ruth'), 'read');
      const machine = await machineToken(nimbus());
      const listed = await cases(pennine.access_token, pennine.connected_account_id);
      assert.equal((await cases(machine, pennine.connected_account_id)).text, listed.text);
      const [theirs] = listed.json.data as { id: string }[];
      assert.ok(theirs);
      const at = (id: string) =>
        send(`${api.api}/v2/cases/${id}`, {
          headers: bearer(machine, { 'proconvey-account': hartley.connected_account_id }),
        });
      const hidden = await at(theirs.id);
      assert.equal(hidden.status, 404, hidden.text);
      assert.equal(hidden.text, (await at('case_000000000000000000000000')).text);
    });

    it('a standard scope covers the granular ones below it, and only those', async () => {
      const headers = bearer(tokenNamed(api, 'Month-end figures'));
      for (const path of ['users', 'v2/cases', 'v2/quotes', 'v2/contacts', 'v2/documents', 'v2/reports']) {
        const answer = await send(`${api.api}/${path}`, { headers });
        assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      }
      const organisation = { method: 'PATCH', headers: { ...headers, 'content-type': 'application/json' } };
      const body = JSON.stringify({ phone: '01273 555 011' });
      const read = await send(`${api.api}/v2/organisation`, { ...organisation, body });
      refused(read, 403, 'insufficient_scope', 'reauthorize', 'insufficient_scope');
      const settings = bearer(tokenNamed(api, 'Account settings'), { 'content-type': 'application/json' });
      const admin = await send(`${api.api}/v2/organisation`, { method: 'PATCH', headers: settings, body });
      assert.equal(admin.status, 200, admin.text);
    });

    it('a scope does not lift a person’s role', async () => {
      const headers = bearer(tokenNamed(api, 'Bookkeeping'), { 'content-type': 'application/json' });
      const body = JSON.stringify({ kind: 'client', name: 'Noah Adeyemi' });
      const answer = await send(`${api.api}/v2/contacts`, { method: 'POST', headers, body });
      refused(answer, 403, 'insufficient_role', 'ask_admin', null);
    });

    it('uploads a document and downloads it byte for byte', async () => {
      const account = { 'proconvey-account': hartley.connected_account_id };
      const [first] = (await cases(hartley.access_token, hartley.connected_account_id)).json.data as {
        id: string;
      }[];
      assert.ok(first);
      const bytes = Buffer.concat([Buffer.from('%PDF-1.7\r\n\0\xff\n', 'latin1'), randomBytes(1 << 20)]);
      const uploaded = await send(
        `${api.api}/v2/documents?${new URLSearchParams({ case_id: first.id, name: 'Übertragung.pdf' })}`,
        {
          method: 'POST',
          headers: bearer(hartley.access_token, { ...account, 'content-type': 'application/pdf' }),
          body: bytes,
        },
      );
      assert.equal(uploaded.status, 201, uploaded.text);
      assert.equal(uploaded.json.sha256, createHash('sha256').update(bytes).digest('hex'));
      const headers = bearer(hartley.access_token, account);
      const back = await send(`${api.api}/v2/documents/${uploaded.json.id}/content`, { headers });
      assert.equal(back.status, 200);
      assert.equal(back.headers['content-type'], 'application/pdf');
      assert.ok(back.bytes.equals(bytes));
    });
  });

  /** Returns the page of a user's live connection to Nimbus. */
  async function connectionPage(visitor: Visitor, name: string) {
    const connections = new URL('/settings/connections', api.issuer).href;
    const list = await visitor.signIn(await visitor.open(connections), person(api, name));
    const link = /href="([^"]+)">Details<[^>]*> of Nimbus CRM</.exec(list.body);
    assert.ok(link?.[1], list.body);
    return visitor.open(new URL(link[1], api.issuer).href);
  }
});
