import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import {
  type Answered,
  bearer,
  clientNamed,
  codeFor,
  connect,
  credentials,
  person,
  post,
  refresh,
  send,
  tokenNamed,
  tokens,
} from './demo/client.ts';
import { type AuditEntry, auditOf } from './demo/database.ts';
import { type DemoApi, forget, type RunningDemo, startDemo } from './demo/start-demo.ts';
import { Visitor } from './demo/visitor.ts';

/** ProConvey over HTTP where many things happen at once, where there is a limit, and what is left of it all. */
describe('ProConvey’s codes, refresh tokens, limits, log and webhooks', () => {
  let running: RunningDemo;
  let api: DemoApi;

  before(async () => {
    running = await startDemo({ only: ['proconvey', 'prospectconnect'] });
    api = running.demo.apis.proconvey;
  });
  after(async () => {
    await running.end();
    await forget(running.dataDir);
  });

  const nimbus = () => clientNamed(api, 'plat_nimbus');
  const get = (path: string, token: unknown, account?: unknown) =>
    send(`${api.api}${path}`, {
      headers: bearer(token, account === undefined ? {} : { 'proconvey-account': String(account) }),
    });

  async function exchangeOf(name: string): Promise<Record<string, string>> {
    const redirect_uri = nimbus().redirect_uris[0] ?? '';
    const asked = { redirect_uri, scope: 'read' };
    const code = await codeFor(running.demo, api, nimbus(), person(api, name), asked);
    return { grant_type: 'authorization_code', code, redirect_uri, ...credentials(nimbus()) };
  }

  it('tells the platform’s server of a connection that the customer ends in the browser, signed', {
    timeout: 60_000,
  }, async () => {
    const [endpoint, ...others] = api.webhooks ?? [];
    assert.ok(endpoint && others.length === 0);
    assert.equal(endpoint.client_id, 'plat_nimbus');
    const ruth = person(api, 'ruth');
    const held = await connect(running.demo, api, nimbus(), ruth, 'read:cases');
    const account = held.connected_account_id;
    const visitor = new Visitor(running.demo);
    const at = (path: string) => new URL(path, api.issuer).href;
    const list = await visitor.signIn(await visitor.open(at('/settings/connections')), ruth);
    const [, href = ''] = /href="([^"]+)">Details<[^>]*> of Nimbus CRM</.exec(list.body) ?? [];
    const question = await visitor.click(await visitor.open(at(href)), 'Revoke');
    await visitor.submit(question, {}, 'Revoke for good');
    const line = await running.says(
      new RegExp(`^Nimbus CRM got a webhook: connection.revoked of ${account} .*$`, 'm'),
    );
    assert.match(line[0], /\(signature verified, evt_\w+\)$/);

    const received = `http://tour.localhost:${running.demo.port}/webhooks`;
    const shown = await send(received);
    assert.equal(shown.text.match(new RegExp(account, 'g'))?.length, 2, 'authorized, then revoked');
    assert.ok(shown.text.indexOf('connection.revoked') < shown.text.indexOf('connection.authorized'));
    const tour = await send(`http://localhost:${running.demo.port}/`);
    assert.ok(tour.text.includes(`href="${received}"`), 'the tour leads there');

    const forged = JSON.stringify({ type: 'connection.revoked', data: { connected_account_id: 'forged' } });
    const signedWith = (secret: string, id: string) => ({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(), forged),
    });
    const deliver = (secret: string) =>
      send(endpoint.url, { method: 'POST', headers: signedWith(secret, 'evt_test'), body: forged });
    assert.equal((await deliver(`whsec_${Buffer.alloc(32).toString('base64')}`)).status, 400);
    assert.ok(!(await send(received)).text.includes('forged'));
    assert.equal((await deliver(endpoint.secret)).status, 204, 'demo.json has the secret that verifies');
    assert.equal((await deliver(endpoint.secret)).status, 204);
    assert.equal(
      (await send(received)).text.match(/evt_test/g)?.length,
      1,
      'an event that comes twice counts once',
    );
  });

  it('redeems a code once, of 100 that ask at the same moment', async () => {
    const exchange = await exchangeOf('margaret');
    const wrong = await post(api.token_endpoint, { ...exchange, redirect_uri: 'http://127.0.0.1/callback' });
    assert.equal(wrong.json.error, 'invalid_grant', 'a wrong redirect_uri burns nobody’s code');
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(api.token_endpoint, exchange)));
    const won = answers.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    for (const answer of answers) {
      if (answer === won[0]) continue;
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.error, 'invalid_grant');
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
    const { access_token, connected_account_id } = won[0]?.json ?? {};
    const ended = await get('/v2/cases', access_token, connected_account_id);
    assert.equal(ended.json.code, 'token_revoked', 'somebody else had the code too');
  });

  it('ends what a code gave when the code is presented again', async () => {
    const exchange = await exchangeOf('daniel');
    const held = await tokens(api, exchange);
    const other = await connect(running.demo, api, nimbus(), person(api, 'ruth'), 'read');
    assert.equal((await get('/v2/cases', held.access_token, held.connected_account_id)).status, 200);
    const replay = await post(api.token_endpoint, exchange);
    assert.equal(replay.json.error, 'invalid_grant');
    const dead = await get('/v2/cases', held.access_token, held.connected_account_id);
    assert.equal(dead.status, 401);
    assert.equal(dead.json.code, 'token_revoked');
    assert.equal((await refresh(api, nimbus(), held.refresh_token)).json.error, 'invalid_grant');
    const untouched = await get('/v2/cases', other.access_token, other.connected_account_id);
    assert.equal(untouched.status, 200, 'the connection of another customer goes on');
  });

  it('gives 50 refreshes at the same moment one successor, which is usable', async () => {
    const held = await connect(running.demo, api, nimbus(), person(api, 'margaret'), 'read');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => refresh(api, nimbus(), held.refresh_token)),
    );
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    const successors = new Set(answers.map(({ json }) => String(json.refresh_token)));
    assert.equal(successors.size, 1);
    const [successor = ''] = successors;
    for (const { json } of answers) {
      assert.equal((await get('/v2/cases', json.access_token, held.connected_account_id)).status, 200);
    }
    const next = await refresh(api, nimbus(), successor);
    assert.equal(next.status, 200, next.text);

    const reused = await refresh(api, nimbus(), held.refresh_token);
    assert.equal(reused.json.error, 'invalid_grant', 'once its successor was used, it is a stolen one');
    const dead = await get('/v2/cases', next.json.access_token, held.connected_account_id);
    assert.equal(dead.json.code, 'token_revoked');
    assert.equal((await refresh(api, nimbus(), String(next.json.refresh_token))).status, 400);
  });

  it('says how much is left, and refuses with Retry-After what goes beyond a class of scopes', async () => {
    const ruth = await connect(running.demo, api, nimbus(), person(api, 'ruth'), 'read');
    const daniel = await connect(running.demo, api, nimbus(), person(api, 'daniel'), 'read');
    const reports = ({ access_token, connected_account_id }: typeof ruth) =>
      get('/v2/reports', access_token, connected_account_id);
    const first = await reports(ruth);
    assert.equal(first.status, 200, first.text);
    assert.equal(
      first.headers['ratelimit-policy'],
      '"platform";q=6000;w=60, "account";q=600;w=60, "scope:reports";q=60;w=60',
    );
    assert.match(
      String(first.headers.ratelimit),
      /^"platform";r=\d+;t=\d+, "account";r=\d+;t=\d+, "scope:reports";r=59;t=\d+$/,
    );
    const answers = await Promise.all(Array.from({ length: 62 }, () => reports(ruth)));
    const refused = answers.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 3, 'sixty in a minute, the first one included');
    for (const { status, headers, json } of refused) {
      assert.equal(status, 429);
      assert.match(String(headers['retry-after']), /^[1-9]\d?$/);
      assert.equal(json.code, 'rate_limited');
      assert.equal(json.remedy, 'wait');
      assert.match(String(headers.ratelimit), /"scope:reports";r=0;t=\d+/);
    }
    const elsewhere = await get('/v2/cases', ruth.access_token, ruth.connected_account_id);
    assert.equal(elsewhere.status, 200, 'other scopes go on');
    assert.equal((await reports(daniel)).status, 200, 'other customers of the platform go on');
    const own = await get('/v2/reports', tokenNamed(api, 'Nightly export'));
    assert.equal(own.status, 200, 'the customer’s own script goes on');
  });

  it('writes down authorization, exchange, refresh, calls, revocation and change of role', async () => {
    const priya = person(api, 'priya');
    const held = await connect(running.demo, api, nimbus(), priya, 'read:cases');
    const account = held.connected_account_id;
    await get('/v2/cases', held.access_token, account);
    const refused = await get('/v2/quotes', held.access_token, account);
    await refresh(api, nimbus(), held.refresh_token);

    // A manager sees and ends what anybody in the organisation connected.
    const visitor = new Visitor(running.demo);
    const at = (path: string) => new URL(path, api.issuer).href;
    const people = await visitor.signIn(await visitor.open(at('/settings/people')), person(api, 'margaret'));
    const change = 'Change the role of Priya Shah';
    assert.match((await visitor.submit(people, { role: 'viewer' }, change)).body, /The role was changed/);
    const list = await visitor.open(at('/settings/connections'));
    const rows = list.body.split('<li>').filter((row) => row.includes('Acts for Priya Shah'));
    assert.equal(rows.length, 1, list.body);
    const href = /href="([^"]+)"/.exec(rows[0] ?? '')?.[1] ?? '';
    const page = await visitor.open(at(href));
    for (const word of ['Allowed by consent', 'Connected', 'Token refreshed', 'API call', 'Refused']) {
      assert.ok(page.body.includes(word), `the customer reads “${word}”`);
    }
    const ending = 'End Priya Shah’s part';
    await visitor.submit(await visitor.click(page, ending), {}, ending);

    const log = auditOf(running, 'proconvey');
    const ours = log.filter(
      ({ connectedAccountId, userId }) => connectedAccountId === account && userId === 'user_priya',
    );
    assert.deepEqual(
      ours.map(({ kind, outcome }) => `${kind} ${outcome}`),
      [
        'authorization.granted allowed',
        'code.redeemed allowed',
        'api.called allowed',
        'api.called denied',
        'token.refreshed allowed',
        'authorization.revoked allowed',
      ],
    );
    for (const { clientId } of ours) assert.equal(clientId, 'plat_nimbus');
    const denied = ours.find(({ outcome }) => outcome === 'denied');
    assert.equal(denied?.code, refused.json.code);
    assert.equal(byWhom(ours.at(-1)), 'user_margaret');
    const role = log.find(({ kind }) => kind === 'member.role_changed');
    assert.deepEqual(role?.detail, { by: 'user_margaret', from: 'assistant', to: 'viewer' });
    assert.equal(role?.userId, 'user_priya');
    const text = JSON.stringify(log);
    for (const secret of [held.access_token, held.refresh_token, nimbus().client_secret ?? '']) {
      assert.ok(secret.length > 20 && !text.includes(secret));
    }
  });

  it('refuses a token in the address, a token of another API and a refresh token as a token', async () => {
    const held = await connect(running.demo, api, nimbus(), person(api, 'daniel'), 'read');
    const account = held.connected_account_id;
    const expect = (answer: Answered, status: number, code: string) => {
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.json.code, code);
    };
    const inQuery = await send(`${api.api}/v2/cases?access_token=${held.access_token}`, {
      headers: { 'proconvey-account': account },
    });
    expect(inQuery, 400, 'invalid_request');
    expect(await get('/v2/cases', held.refresh_token, account), 401, 'invalid_token');
    const foreign = tokenNamed(running.demo.apis.prospectconnect, 'Everything, as a manager');
    expect(await get('/v2/cases', foreign, account), 401, 'invalid_token');
    const both = await send(`${api.api}/v2/cases`, {
      headers: {
        authorization: [`Bearer ${held.access_token}`, `Bearer ${tokenNamed(api, 'Nightly export')}`],
        'proconvey-account': account,
      },
    });
    expect(both, 401, 'invalid_token');
  });

  function byWhom(entry: AuditEntry | undefined): unknown {
    return entry?.detail.by;
  }
});
