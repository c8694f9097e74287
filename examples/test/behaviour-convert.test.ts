import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answered, bearer, clientNamed, person, send, tokenNamed } from './demo/client.ts';
import { decide, pkcePair } from './demo/connect.ts';
import { auditOf } from './demo/database.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';
import { formsOf, type Page, Visitor } from './demo/visitor.ts';

const SCOPE = 'selected_accounts_projects';

/** Convert's article on selecting accounts and projects, and on clients that users make themselves. */
describe('Convert, as its article describes it', () => {
  const share = joinDemo();
  let running: RunningDemo;
  let api: DemoApi;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.convert;
  });
  after(() => share.leave());

  const at = (path: string) => new URL(path, api.issuer).href;
  const project = (token: unknown, account: string, id: string) =>
    send(`${api.api}/api/v2/accounts/${account}/projects/${id}`, { headers: bearer(token) });
  const json = (fields: Record<string, string>) =>
    send(api.token_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
  const accountIds = async (token: unknown) => {
    const answer = await send(`${api.api}/api/v2/accounts`, { headers: bearer(token) });
    assert.equal(answer.status, 200, answer.text);
    return (answer.json.data as { id: string }[]).map(({ id }) => id).sort();
  };

  /** The article's link: no `redirect_uri`, and no challenge method. */
  const link = (clientId: string, challenge: string, scope = SCOPE) =>
    `${api.authorization_endpoint}?${new URLSearchParams({
      client_id: clientId,
      state: 'k3Vd9sQwZ1xT',
      scope,
      response_type: 'code',
      code_challenge: challenge,
    })}`;

  async function consentPage(clientId: string, name: string, challenge: string, scope = SCOPE) {
    const visitor = new Visitor(running.demo);
    const first = await visitor.open(link(clientId, challenge, scope));
    return { visitor, page: await visitor.signIn(first, person(api, name)) };
  }

  async function connect(clientId: string, name: string, resources: string[], scope = SCOPE) {
    const { verifier, challenge } = pkcePair();
    const { visitor, page } = await consentPage(clientId, name, challenge, scope);
    const back = new URL((await decide(visitor, page, { resources })).url);
    const exchanged = await json({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      client_id: clientId,
      code_verifier: verifier,
    });
    assert.equal(exchanged.status, 200, exchanged.text);
    return { back, visitor, token: exchanged.json.access_token, refresh: exchanged.json.refresh_token };
  }

  const boxes = (page: Page) =>
    formsOf(page)
      .flatMap(({ fields }) => fields)
      .filter(({ name, type }) => name === 'resource' && type === 'checkbox')
      .map(({ value }) => value)
      .sort();

  /** Asserts that two answers are equal, except for numbers that change with every call. */
  function alike(one: Answered, other: Answered) {
    assert.equal(one.status, 404, one.text);
    const seen = ({ status, headers, text }: Answered) => {
      const { date: _date, 'latchkey-request-id': _id, ratelimit: _left, ...rest } = headers;
      return { status, text, headers: rest };
    };
    assert.deepEqual(seen(one), seen(other));
  }

  it('offers a person what they work on, and nothing of anybody else’s', async () => {
    const { challenge } = pkcePair();
    const mara = await consentPage('cv_heatmap_studio', 'mara', challenge);
    assert.ok(boxes(mara.page).includes('project:100411') && boxes(mara.page).includes('account:10043'));
    assert.ok(!boxes(mara.page).some((value) => value.includes('10077')));
    const lena = await consentPage('cv_heatmap_studio', 'lena', challenge);
    assert.deepEqual(boxes(lena.page), ['account:10042', 'project:100421', 'project:100422']);

    const nothing = await mara.visitor.submit(mara.page, { decision: 'allow', resource: [] });
    assert.equal(nothing.status, 400);
    assert.match(nothing.body, /Choose at least one thing/);
    for (const forged of ['account:10077', 'project:100771', 'account:', 'project:100411 ']) {
      const answer = await lena.visitor.submit(lena.page, { decision: 'allow', resource: [forged] });
      assert.equal(answer.status, 400, forged);
      assert.equal(answer.headers.location, undefined);
    }
    const denied = await lena.visitor.submit(lena.page, { decision: 'deny' });
    assert.equal(new URL(denied.url).searchParams.get('error'), 'access_denied');
    assert.equal(new URL(denied.url).searchParams.get('state'), 'k3Vd9sQwZ1xT');
  });

  it('opens the projects that were picked and hides every other as if there were none', async () => {
    const { token, back } = await connect('cv_heatmap_studio', 'mara', ['project:100411', 'project:100421']);
    assert.equal(`${back.origin}${back.pathname}`, clientNamed(api, 'cv_heatmap_studio').redirect_uris[0]);
    assert.equal(back.searchParams.get('state'), 'k3Vd9sQwZ1xT');
    assert.equal(back.searchParams.get('iss'), api.issuer);
    assert.equal((await project(token, '10041', '100411')).status, 200);
    assert.equal((await project(token, '10042', '100421')).status, 200);
    assert.deepEqual(await accountIds(token), ['10041', '10042']);
    const absent = await project(token, '10041', '999999');
    for (const [account, id] of [
      ['10041', '100412'],
      ['10042', '100422'],
      ['10077', '100771'],
      ['99999', '100412'],
    ] as const) {
      alike(await project(token, account, id), absent);
    }
    // Latchkey itself refused them: the API behind was not asked.
    const calls = auditOf(running, 'convert').filter(({ kind }) => kind === 'api.called');
    assert.equal(calls.filter(({ code }) => code === 'not_found').length, 5);
    // The picked project under an account that it does not belong to.
    const crossed = await project(token, '10042', '100411');
    assert.equal(crossed.status, 404);
    assert.equal(crossed.text, absent.text);
  });

  it('opens by a token what was picked when it was issued, and not what a later consent adds', async () => {
    const opens = async (token: unknown, id: string) => (await project(token, '10042', id)).status === 200;
    const first = await connect('cv_heatmap_studio', 'lena', ['project:100421']);
    const both = await connect('cv_heatmap_studio', 'lena', ['project:100421', 'project:100422']);
    assert.deepEqual([await opens(first.token, '100421'), await opens(first.token, '100422')], [true, false]);
    assert.deepEqual([await opens(both.token, '100421'), await opens(both.token, '100422')], [true, true]);
    const refreshed = await json({
      grant_type: 'refresh_token',
      refresh_token: String(first.refresh),
      client_id: 'cv_heatmap_studio',
    });
    assert.equal(refreshed.status, 200, refreshed.text);
    assert.equal(await opens(refreshed.json.access_token, '100422'), false);
  });

  it('opens all of an account that was picked, and hides another account’s projects under it', async () => {
    const { token } = await connect('cv_command_line', 'mara', ['account:10041']);
    assert.deepEqual(await accountIds(token), ['10041']);
    for (const id of ['100411', '100412', '100413']) {
      assert.equal((await project(token, '10041', id)).status, 200);
    }
    const absent = await project(token, '10041', '999999');
    for (const id of ['100421', '100771']) {
      const hidden = await project(token, '10041', id);
      assert.equal(hidden.status, 404);
      assert.equal(hidden.text, absent.text);
    }
    const solstice = tokenNamed(api, 'Season export');
    alike(await project(solstice, '10041', '100411'), await project(solstice, '10041', '999999'));
  });

  it('lets a person take a project away again, which counts on the next call', async () => {
    const held = await connect('cv_insight_board', 'jonas', ['project:100411', 'project:100412']);
    for (const id of ['100411', '100412']) assert.equal((await project(held.token, '10041', id)).status, 200);
    const list = await held.visitor.open(at('/profile/connections'));
    // Jonas is an admin and sees everybody's.
    const row = list.body.split('<li>').find((each) => /Insight Board.*Acts for Jonas Albers/s.test(each));
    const page = await held.visitor.open(at(/href="([^"]+)"/.exec(row ?? '')?.[1] ?? ''));
    assert.deepEqual(boxes(page), ['project:100411', 'project:100412']);
    const wider = await held.visitor.submit(page, { resource: ['project:100411', 'project:100421'] }, 'Save');
    assert.equal(wider.status, 400);
    const saved = await held.visitor.submit(page, { resource: ['project:100412'] }, 'Save');
    assert.match(saved.body, /Your changes are saved/);
    const gone = await project(held.token, '10041', '100411');
    alike(gone, await project(held.token, '10041', '999999'));
    assert.equal((await project(held.token, '10041', '100412')).status, 200);

    const renewed = await json({
      grant_type: 'refresh_token',
      refresh_token: String(held.refresh),
      client_id: 'cv_insight_board',
    });
    assert.equal(renewed.status, 200, renewed.text);
    const { access_token } = renewed.json;
    assert.equal((await project(access_token, '10041', '100411')).status, 404, 'nor after a refresh');
    assert.equal((await project(access_token, '10041', '100412')).status, 200);
  });

  it('refuses to change anything with the scope that only reads', async () => {
    const { token } = await connect('cv_heatmap_studio', 'pavel', ['account:10041'], `${SCOPE}.read`);
    assert.equal((await project(token, '10041', '100411')).status, 200);
    const answer = await send(`${api.api}/api/v2/accounts/10041/projects/100411`, {
      method: 'PATCH',
      headers: bearer(token, { 'content-type': 'application/json' }),
      body: JSON.stringify({ status: 'paused' }),
    });
    assert.equal(answer.status, 403, answer.text);
    // A reviewer could not with the wider scope either, so no wider scope is asked for.
    assert.equal(answer.json.code, 'insufficient_role');
    assert.equal(answer.json.remedy, 'ask_admin');
  });

  it('lets somebody make a client under Profile Settings, which connects without redirect_uri', async () => {
    const visitor = new Visitor(running.demo);
    const list = await visitor.signIn(await visitor.open(at('/profile/oauth-clients')), person(api, 'sofia'));
    for (const words of ['Profile Settings', 'OAuth Clients', 'Create new client']) {
      assert.ok(list.body.includes(words), words);
    }
    const form = await visitor.open(at('/profile/oauth-clients/new'));
    const wish = {
      name: 'Season planner',
      kind: 'public',
      redirect_uris: 'https://planner.example/callback',
      scope: [SCOPE],
      grant_type: ['authorization_code', 'refresh_token'],
    };
    for (const bad of ['planner.example', 'http://planner.example/', 'https://planner.example/#x', '']) {
      const answer = await visitor.submit(form, { ...wish, redirect_uris: bad });
      assert.equal(answer.status, 400, bad);
    }
    const made = await visitor.submit(form, wish);
    assert.equal(made.status, 200, made.body);
    const clientId = /id="client_id"[^>]*>([^<]+)</.exec(made.body)?.[1] ?? '';
    assert.ok(clientId);
    assert.ok(!made.body.includes('id="client_secret"'), 'it has no secret');

    const held = await connect(clientId, 'sofia', ['project:100772']);
    assert.equal(held.back.origin + held.back.pathname, 'https://planner.example/callback');
    assert.equal((await project(held.token, '10077', '100772')).status, 200);

    const page = await visitor.open(at(`/profile/oauth-clients/${clientId}`));
    const two = 'https://planner.example/callback\nhttps://planner.example/second';
    await visitor.submit(page, { name: 'Season planner', redirect_uris: two }, 'Save');
    const ambiguous = await visitor.open(link(clientId, pkcePair().challenge));
    assert.equal(ambiguous.status, 400, 'with two addresses the link has to say which');
    assert.equal(ambiguous.headers.location, undefined);

    const stranger = new Visitor(running.demo);
    await stranger.signIn(await stranger.open(at('/account')), person(api, 'mara'));
    assert.equal((await stranger.open(at(`/profile/oauth-clients/${clientId}`))).status, 404);

    const confirm = await visitor.open(at(`/profile/oauth-clients/${clientId}/delete`));
    await visitor.submit(confirm, {}, 'Delete for good');
    assert.equal((await project(held.token, '10077', '100772')).status, 401, 'its tokens go with it');
    assert.equal((await visitor.open(link(clientId, pkcePair().challenge))).status, 400);
  });

  it('refreshes for a client without a secret: the same successor at once, none once that was used', async () => {
    const held = await connect('cv_heatmap_studio', 'lena', ['account:10042']);
    const refresh = (token: unknown, clientId = 'cv_heatmap_studio') =>
      json({ grant_type: 'refresh_token', refresh_token: String(token), client_id: clientId });
    const other = await refresh(held.refresh, 'cv_insight_board');
    assert.equal(other.json.error, 'invalid_grant', 'another client’s');
    const first = await refresh(held.refresh);
    assert.equal(first.status, 200, first.text);
    assert.equal(first.headers['cache-control'], 'no-store');
    const lost = await refresh(held.refresh);
    assert.equal(lost.json.refresh_token, first.json.refresh_token, 'its answer may have been lost');
    const second = await refresh(first.json.refresh_token);
    assert.equal(second.status, 200, second.text);
    assert.equal((await project(second.json.access_token, '10042', '100421')).status, 200);
    assert.equal((await refresh(held.refresh)).json.error, 'invalid_grant', 'reuse');
    assert.equal((await refresh(second.json.refresh_token)).json.error, 'invalid_grant');
    const ended = await project(second.json.access_token, '10042', '100421');
    assert.equal(ended.status, 401);
    assert.equal(ended.json.code, 'token_revoked');
  });

  it('needs PKCE, and a verifier that fits', async () => {
    const withoutChallenge = link('cv_heatmap_studio', '');
    const sent = new URL((await new Visitor(running.demo).open(withoutChallenge)).url);
    assert.equal(sent.searchParams.get('error'), 'invalid_request');
    const { verifier, challenge } = pkcePair();
    const { visitor, page } = await consentPage('cv_heatmap_studio', 'mara', challenge);
    const back = new URL((await decide(visitor, page, { resources: ['account:10042'] })).url);
    const exchange = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      client_id: 'cv_heatmap_studio',
    };
    for (const fields of [exchange, { ...exchange, code_verifier: pkcePair().verifier }]) {
      assert.equal((await json(fields)).json.error, 'invalid_grant');
    }
    const numeric = await send(api.token_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...exchange, code_verifier: 42 }),
    });
    assert.equal(numeric.json.error, 'invalid_request');
    const right = await json({ ...exchange, code_verifier: verifier });
    assert.equal(right.status, 200, 'wrong verifiers burnt nobody’s code');
  });
});
