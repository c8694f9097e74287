import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startChild } from '../demo/children.ts';
import {
  bearer,
  clientNamed,
  codeFor,
  connect,
  credentials,
  person,
  post,
  send,
  tokenNamed,
  tokens,
} from './demo/client.ts';
import { decide } from './demo/connect.ts';
import { type DemoApi, forget, joinDemo, type RunningDemo } from './demo/start-demo.ts';
import { Visitor } from './demo/visitor.ts';

const V1 = 'application/vnd.procurios.application+json; version=1';
const OBJECT = '/l/module_api/object';

/** The promises of Procurios' guide: the list of redirect URLs, versions, languages, secrets. */
describe('Procurios, as its guide describes it', () => {
  const share = joinDemo();
  let running: RunningDemo;
  let api: DemoApi;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.procurios;
  });
  after(() => share.leave());

  const portal = () => clientNamed(api, 'abc123');
  const ask = (token: unknown, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    send(`${api.api}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: bearer(token, { accept: V1, 'content-type': 'application/json', ...headers }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('sends people back to the listed redirect URLs only, and nowhere else', async () => {
    const visitor = new Visitor(running.demo);
    await visitor.signIn(await visitor.open(new URL('/account', api.issuer).href), person(api, 'anneke'));
    const open = (query: string) =>
      visitor.open(
        `${api.authorization_endpoint}?client_id=abc123&response_type=code&scope=profile&state=s1&${query}`,
      );
    const foreign = [
      'example.com.evil.com',
      'example.com/other',
      'example.com/',
      'example.com:444',
      'example.com@evil.com',
      'EXAMPLE.com',
      'www.example.com',
      'evil.com?example.com',
      '//example.com',
      'http://example.com',
      'https://example.com/',
      'https://example.com#',
      'https://portal.example.com/callback/../other',
      'https://portal.example.com/callback?x=1',
      'javascript:alert(1)//example.com',
      ' example.com',
      'example.com\r\nLocation: https://evil.com',
    ];
    for (const name of ['redirect_url', 'redirect_uri']) {
      for (const address of foreign) {
        const page = await open(`${name}=${encodeURIComponent(address)}`);
        assert.equal(page.status, 400, address);
        assert.equal(page.headers.location, undefined, address);
        assert.match(page.body, /invalid_redirect_uri/);
      }
    }
    for (const query of ['', 'redirect_url=example.com&redirect_uri=https://portal.example.com/callback']) {
      const page = await open(query);
      assert.equal(page.status, 400, 'which of several is meant cannot be guessed');
      assert.equal(page.headers.location, undefined);
    }
    for (const [sent, reached] of [
      ['example.com', 'https://example.com/'],
      ['https://example.com', 'https://example.com/'],
      ['https://portal.example.com/callback', 'https://portal.example.com/callback'],
    ] as const) {
      const page = await open(`redirect_url=${encodeURIComponent(sent)}`);
      const back = new URL((await decide(visitor, page)).url);
      assert.equal(back.origin + back.pathname, reached);
      assert.equal(back.searchParams.get('state'), 's1');
      assert.ok(back.searchParams.has('code'));
    }
  });

  it('gives nothing to a client without its secret, nor a code to another client', async () => {
    const redirect = { redirect_url: 'example.com', scope: 'profile' };
    const code = await codeFor(running.demo, api, portal(), person(api, 'bram'), redirect);
    const exchange = { grant_type: 'code', code, client_id: 'abc123' };
    for (const secret of [{}, { client_secret: '' }, { client_secret: 'dfe456' }]) {
      for (const grant of [exchange, { ...exchange, grant_type: 'client_credentials', scope: 'profile' }]) {
        const answer = await post(api.token_endpoint, { ...grant, ...secret } as Record<string, string>);
        assert.equal(answer.status, 401, answer.text);
        assert.equal(answer.json.error, 'invalid_client');
        assert.equal(answer.json.access_token, undefined);
      }
    }
    const calendar = credentials(clientNamed(api, 'concert-calendar'));
    const stolen = await post(api.token_endpoint, { grant_type: 'code', code, ...calendar });
    assert.equal(stolen.status, 400);
    assert.equal(stolen.json.access_token, undefined);
    const elsewhere = { ...exchange, ...credentials(portal()), redirect_url: 'example.com/other' };
    assert.equal((await post(api.token_endpoint, elsewhere)).json.error, 'invalid_grant');
    const held = await tokens(api, { ...exchange, ...credentials(portal()) });
    assert.equal((await ask(held.access_token, '/l/module_api/profile')).status, 200);
  });

  it('acts from the perspective of a user by a code, and without any by client credentials', async () => {
    const redirect = { redirect_url: 'example.com', scope: 'profile' };
    const code = await codeFor(running.demo, api, portal(), person(api, 'anneke'), redirect);
    const byCode = await tokens(api, { grant_type: 'code', code, ...credentials(portal()) });
    const alone = { grant_type: 'client_credentials', scope: 'profile', ...credentials(portal()) };
    const byItself = await tokens(api, alone);
    const profile = async ({ access_token }: { access_token: string }) =>
      (await ask(access_token, '/l/module_api/profile')).json;
    const [user, nobody] = [await profile(byCode), await profile(byItself)];
    assert.equal((user.user as { name: string }).name, 'Anneke de Wit');
    assert.equal(nobody.user, null);
    assert.deepEqual([user.association, nobody.association], Array(2).fill('Royal Rowing Union'));
    const unnamed = await post(api.token_endpoint, { ...alone, scope: '' });
    assert.equal(unnamed.json.error, 'invalid_scope', 'a scope has to be claimed');
  });

  it('gives a client its scopes and no others, and what each one opens', async () => {
    const token = (fields: Record<string, string>) =>
      post(api.token_endpoint, { grant_type: 'client_credentials', ...fields });
    const calendar = credentials(clientNamed(api, 'concert-calendar'));
    const held = await token({ ...calendar, scope: 'object.read' });
    assert.equal(held.status, 200, held.text);
    const listed = await ask(held.json.access_token, OBJECT);
    assert.equal(listed.status, 200, listed.text);
    const added = await ask(held.json.access_token, OBJECT, {}, { key: 'value' });
    assert.equal(added.status, 403);
    assert.equal(added.json.code, 'insufficient_scope');
    for (const scope of ['object.write', 'object.*', 'admin', 'object.read object.write']) {
      assert.equal((await token({ ...calendar, scope })).json.error, 'invalid_scope', scope);
    }
  });

  it('answers in the language that was asked for, and in English otherwise', async () => {
    const token = tokenNamed(api, 'Regatta results');
    const said = async (language: string) => {
      const answer = await ask(token, OBJECT, { 'accept-language': language });
      assert.equal(answer.status, 200, answer.text);
      const { objects } = answer.json.labels as { objects: string };
      return [answer.headers['content-language'], objects];
    };
    assert.deepEqual(await said('en-US,en;q=0.5'), ['en', 'Objects']);
    assert.deepEqual(await said('nl'), ['nl', 'Objecten']);
    assert.deepEqual(await said('fr, de;q=0.7, nl;q=0.2'), ['de', 'Objekte']);
    assert.deepEqual(await said('fr'), ['en', 'Objects']);
    assert.deepEqual(await said(';;q=,,\t*;q=nl'), ['en', 'Objects']);
  });

  it('refuses in the language that was asked for', async () => {
    const refused = async (language: string) => {
      const { headers, json } = await ask('prp_nothing', OBJECT, { 'accept-language': language });
      return [headers['content-language'], json.title, json.code];
    };
    assert.deepEqual(await refused('nl'), ['nl', 'Ongeldig token', 'invalid_token']);
    assert.deepEqual(await refused('fr, de;q=0.7'), ['de', 'Ungültiges Token', 'invalid_token']);
    assert.deepEqual(await refused('fr'), ['en', 'Invalid Token', 'invalid_token']);
  });

  it('answers a call without a version in version 1', async () => {
    const type = 'application/vnd.procurios.application+json';
    const open = ['*/*', 'application/*', type, `${type};version="1"`, `text/html, ${V1};q=0.5`];
    for (const accept of [...open, `${type}; version=2, */*;q=0.1`]) {
      const answer = await ask(tokenNamed(api, 'Regatta results'), `${OBJECT}?limit=1`, { accept });
      assert.deepEqual([answer.status, answer.headers['content-type']], [200, V1], accept);
    }
  });

  it('refuses a version that it does not know with 406, and adds nothing', async () => {
    const token = tokenNamed(api, 'Regatta results');
    const newest = async () => (await ask(token, `${OBJECT}?limit=1`)).text;
    const before = await newest();
    for (const accept of [V1.replace('1', '2'), V1.replace('1', '1.0'), V1.replace('1', ''), 'text/html']) {
      for (const body of [undefined, { key: 'value' }]) {
        const answer = await ask(token, OBJECT, { accept }, body);
        assert.equal(answer.status, 406, accept);
        assert.deepEqual([answer.json.versions, answer.json.acceptable], [['1'], [V1]]);
      }
    }
    assert.equal(await newest(), before);
    const created = await ask(token, OBJECT, {}, { key: 'value', otherKey: 2 });
    assert.equal(created.status, 201, created.text);
    assert.equal(created.headers['content-type'], V1);
    const back = await ask(token, String(created.headers.location));
    assert.deepEqual(back.json.values, { key: 'value', otherKey: 2 });
  });

  it('keeps associations apart, and a reader from adding with the widest scope', async () => {
    const rowing = await ask(tokenNamed(api, 'Regatta results'), OBJECT);
    const [object] = rowing.json.objects as { id: string }[];
    const choir = tokenNamed(api, 'Choir archive');
    const hidden = await ask(choir, `${OBJECT}/${object?.id}`);
    assert.equal(hidden.status, 404);
    assert.equal(hidden.text, (await ask(choir, `${OBJECT}/obj_000000000000000000000000`)).text);
    const reader = await ask(tokenNamed(api, 'Members list, as a reader'), OBJECT, {}, { key: 'value' });
    assert.equal(reader.status, 403);
    assert.equal(reader.json.code, 'insufficient_role');
  });

  it('acts for the association that the person chose on the consent page', async () => {
    const visitor = new Visitor(running.demo);
    const query = 'grant_type=code&scope=profile&client_id=abc123&redirect_url=example.com';
    const first = await visitor.open(`${api.authorization_endpoint}?${query}`);
    const page = await visitor.signIn(first, person(api, 'chloe'));
    const choir = await visitor.submit(page, { tenant: 'ass_choir', show: 'tenant' });
    assert.match(choir.body, /Member portal wants to connect to Choir Federation Rhine/);
    const back = new URL((await decide(visitor, choir)).url);
    const code = back.searchParams.get('code') ?? '';
    const held = await tokens(api, { grant_type: 'code', code, ...credentials(portal()) });
    const profile = await ask(held.access_token, '/l/module_api/profile');
    assert.equal(profile.json.association_id, 'ass_choir');
    const added = await ask(held.access_token, OBJECT, {}, { work: 'Stabat Mater' });
    assert.equal(added.status, 201, 'an editor there, though only a reader at the other one');
  });

  it('believes no header about who is calling', async () => {
    for (const headers of [
      { 'latchkey-identity': 'eyJhbGciOiJub25lIn0.eyJjYWxsZXIiOnt9fQ.' },
      { 'x-forwarded-host': 'api.procurios.localhost', 'x-forwarded-uri': '/healthz' },
      { 'latchkey-guard-key': 'guess', 'x-forwarded-method': 'OPTIONS' },
    ]) {
      const answer = await send(`${api.api}${OBJECT}`, { headers: { accept: V1, ...headers } });
      assert.equal(answer.status, 401, answer.text);
    }
  });

  it('stays closed when Latchkey cannot be asked, is silent, or does not know the key', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket));
    const gone = createServer();
    // Latchkey itself, asked with another key, cannot sign an answer that the SDK would believe.
    const ports = [await portOf(gone), await portOf(silent), running.demo.port];
    await new Promise((closed) => gone.close(closed));
    const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-procurios-'));
    try {
      for (const port of ports) {
        const child = await startChild({
          name: 'procurios',
          file: join(import.meta.dirname, '../procurios/server.ts'),
          latchkeyUrl: `http://127.0.0.1:${port}/.latchkey/procurios`,
          guardKey: 'not-the-key-of-this-api',
          dataDir,
          logFile: join(dataDir, 'procurios.log'),
          onExit: (sentence) => assert.fail(sentence),
        });
        const headers = bearer(tokenNamed(api, 'Regatta results'), { accept: V1 });
        const answer = await send(`http://127.0.0.1:${child.port}${OBJECT}`, { headers });
        await child.stop();
        assert.equal(answer.status, 503, answer.text);
        assert.equal(answer.json.objects, undefined);
        assert.equal(answer.json.code, 'unavailable');
        assert.equal(answer.json.remedy, 'wait');
        assert.match(String(answer.headers['retry-after']), /^\d+$/);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
      await forget(dataDir);
    }
  });

  it('lets a confidential client refresh, with rotation', async () => {
    const url = { ...portal(), redirect_uris: ['https://portal.example.com/callback'] };
    const held = await connect(running.demo, api, url, person(api, 'anneke'), 'object.read');
    const grant = { grant_type: 'refresh_token', refresh_token: held.refresh_token };
    const renewed = await tokens(api, { ...grant, ...credentials(portal()) });
    assert.notEqual(renewed.refresh_token, held.refresh_token);
    assert.equal((await ask(renewed.access_token, OBJECT)).status, 200);
    const wider = { grant_type: 'refresh_token', refresh_token: renewed.refresh_token, scope: 'profile' };
    const answer = await post(api.token_endpoint, { ...wider, ...credentials(portal()) });
    assert.equal(answer.json.error, 'invalid_scope');
  });
});

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}
