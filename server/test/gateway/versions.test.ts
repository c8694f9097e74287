import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { latchkeyGuard } from '@latchkey/guard/express';
import { protect } from '@latchkey/guard/fetch';
import express from 'express';
import { createApp } from '../../src/app.ts';
import { type ApiDefinition, forwardAuth, gateway, inProcess, sdk } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { DAY } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import type { Caller } from '../../src/model/index.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { exchangeBytes, type Fetched, type FetchOptions, fetchRaw, listen } from './sockets.ts';

// The SDK verifies signatures by the clock of its own process, so this world is in the present.
const NOW = Date.now();
const day = (days: number) => new Date(NOW + days * DAY).toISOString();
const SUNSET = Date.parse(day(1));

const known = [
  { name: '3' },
  { name: '2' },
  { name: '1', deprecated: day(-1), sunset: day(1), documentation: 'https://docs.cases.example/to-2' },
  { name: '0', sunset: day(-1) },
];
const BY_HEADER: Partial<ApiDefinition> = {
  versions: { header: 'Cases-Version', known, default: '2' },
  languages: ['en', 'nl'],
};
const BY_MEDIA_TYPE: Partial<ApiDefinition> = {
  versions: { mediaType: 'application/vnd.cases+json; version={version}', known, default: '2' },
  languages: ['en', 'nl'],
};

/** One way in: what a caller sees, and what the API behind is told. */
interface Way {
  world: World;
  port: number;
  /** A permitted call. */
  call(headers?: Record<string, string | string[]>, options?: FetchOptions): Promise<Fetched>;
  /** Returns the calls that reached the API since the last look. */
  told(): Told[];
}

interface Told {
  caller?: Caller;
  /** The headers that name version and language, as the API finds them. */
  version?: string | undefined;
  language?: string | undefined;
}

async function worldWith(t: TestContext, declared: Partial<ApiDefinition>, front: ApiDefinition['front']) {
  const world = await openWorld({ ...declared, front });
  t.after(() => world.close());
  world.clock.now = NOW;
  const app = await createApp({ api: world.api, operations: world.operations });
  t.after(() => app.front.close?.());
  const log = createLogger({ level: 'silent' });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const { token } = await world.personalToken({ scopes: ['read', 'write'] });
  const authorization = `Bearer ${token}`;
  const callTo =
    (port: number): Way['call'] =>
    (headers = {}, options = {}) =>
      fetchRaw(port, '/cases', { ...options, headers: { host: LIVE, authorization, ...headers } });
  return { world, door, authorization, callTo };
}

/** Remembers what it was told and answers with a link of its own. */
function api(told: Told[], declared: Partial<ApiDefinition>) {
  const name = declared.versions?.header?.toLowerCase() ?? 'accept';
  return ({ headers }: IncomingMessage, response: ServerResponse, caller?: Caller | null) => {
    told.push({
      ...(caller ? { caller } : {}),
      version: headers[name] as string | undefined,
      language: headers['accept-language'],
    });
    response.appendHeader('link', '</cases?page=2>; rel="next"');
    response.end('done');
  };
}

type Open = (t: TestContext, declared: Partial<ApiDefinition>) => Promise<Way>;

const WAYS: Record<string, Open> = {
  async gateway(t, declared) {
    const told: Told[] = [];
    const upstream = await listen(api(told, declared));
    t.after(() => upstream.close());
    const { world, door, callTo } = await worldWith(t, declared, gateway({ upstream: upstream.origin }));
    return { world, port: door.port, call: callTo(door.port), told: () => told.splice(0) };
  },
  async 'in process'(t, declared) {
    const told: Told[] = [];
    const front = inProcess(async () => api(told, declared));
    const { world, door, callTo } = await worldWith(t, declared, front);
    return { world, port: door.port, call: callTo(door.port), told: () => told.splice(0) };
  },
  async 'forward-auth'(t, declared) {
    const told: Told[] = [];
    const { world, door, callTo } = await worldWith(t, declared, forwardAuth());
    const question = {
      'latchkey-guard-key': world.api.keys.guardKey(),
      'x-forwarded-method': 'GET',
      'x-forwarded-host': LIVE,
      'x-forwarded-uri': '/cases',
      'x-forwarded-for': '192.0.2.7',
    };
    // A proxy in front, which asks and passes on the answer's headers.
    const proxy = await listen(async (request, response) => {
      const { headers } = request;
      const asked = await fetchRaw(door.port, '/.latchkey/cases/check', {
        headers: { ...(headers as Record<string, string>), ...question },
      });
      for (const name of ['deprecation', 'sunset', 'link']) {
        const value = asked.headers[name];
        if (value !== undefined) response.setHeader(name, value);
      }
      if (asked.status !== 200) return response.writeHead(asked.status).end(asked.body);
      const { 'latchkey-version': version, 'latchkey-language': language } = asked.headers;
      told.push({ version: String(version), language: String(language) });
      response.appendHeader('link', '</cases?page=2>; rel="next"').end('done');
    });
    t.after(() => proxy.close());
    return { world, port: proxy.port, call: callTo(proxy.port), told: () => told.splice(0) };
  },
  async SDK(t, declared) {
    const told: Told[] = [];
    const { world, door, callTo } = await worldWith(t, declared, sdk());
    const app = express();
    const url = `${door.origin}/.latchkey/cases`;
    app.use(latchkeyGuard({ url, key: world.api.keys.guardKey() }));
    app.get('/cases', ({ caller }, response) => {
      if (caller) told.push({ caller });
      response.append('link', '</cases?page=2>; rel="next"').end('done');
    });
    const server = await listen(app);
    t.after(() => server.close());
    return { world, port: server.port, call: callTo(server.port), told: () => told.splice(0) };
  },
};

const DEPRECATED = {
  deprecation: `@${Math.floor(Date.parse(day(-1)) / 1_000)}`,
  sunset: new Date(SUNSET).toUTCString(),
};

for (const [name, open] of Object.entries(WAYS)) {
  test(`${name}: a version by header is agreed on, passed on, announced and recorded`, async (t) => {
    const way = await open(t, BY_HEADER);
    for (const [sent, version] of [
      [{}, '2'],
      [{ 'cases-version': '3' }, '3'],
      [{ 'Cases-Version': '1' }, '1'],
    ] as const) {
      const answer = await way.call({ ...sent, 'accept-language': 'nl-BE, en;q=0.2' });
      assert.equal(answer.status, 200, answer.body);
      const notice = version === '1' ? DEPRECATED : { deprecation: undefined, sunset: undefined };
      const { deprecation, sunset, link } = answer.headers;
      assert.deepEqual({ deprecation, sunset }, notice);
      assert.match(String(link), /<\/cases\?page=2>; rel="next"/);
      assert.equal(/rel="deprecation"/.test(String(link)), version === '1');
      const [told] = way.told();
      assert.ok(told);
      if (told.caller) assert.deepEqual([told.caller.version, told.caller.language], [version, 'nl']);
      if (name !== 'SDK') assert.deepEqual([told.version, told.language], [version, 'nl']);
      const [row] = await way.world.audit();
      assert.deepEqual([row?.outcome, row?.detail.version], ['allowed', version]);
    }
    for (const sent of ['4', '3, 3', '', 'canary-4711']) {
      const answer = await way.call({ 'cases-version': sent });
      const body = JSON.parse(answer.body);
      assert.deepEqual(
        [answer.status, body.code, body.remedy],
        [400, 'unknown_version', 'fix_request'],
        sent,
      );
      assert.deepEqual(body.versions, ['3', '2', '1']);
      const [row] = await way.world.audit();
      assert.deepEqual([row?.outcome, row?.code, row?.userId], ['denied', 'unknown_version', 'usr_ann']);
      assert.doesNotMatch(JSON.stringify([row, body]), /canary/);
    }
    assert.deepEqual(way.told(), []);
  });

  test(`${name}: a version ends when its sunset has come, by the clock`, async (t) => {
    const way = await open(t, BY_HEADER);
    const old = () => way.call({ 'cases-version': '1' });
    assert.equal((await old()).status, 200);
    // Where another process verifies the identity, the clock cannot run ahead of that process.
    const version = name === 'SDK' ? '0' : '1';
    if (name !== 'SDK') way.world.clock.now = SUNSET - 1;
    assert.equal((await old()).status, 200);
    if (name !== 'SDK') way.world.clock.now = SUNSET;
    const gone = await way.call({ 'cases-version': version });
    const body = JSON.parse(gone.body);
    assert.deepEqual(
      [gone.status, body.code, body.versions.slice(0, 2)],
      [410, 'version_retired', ['3', '2']],
    );
    assert.match(body.detail, new RegExp(`^Version ${version} of this API has not been answered since `));
    assert.equal(typeof gone.headers.sunset, 'string');
    const { store } = way.world.api;
    const [row, ...earlier] = await store.auditTrail({ apiVersion: version, limit: 10 });
    assert.deepEqual([row?.outcome, row?.code], ['denied', 'version_retired']);
    assert.equal(earlier.length, name === 'SDK' ? 0 : 2);
  });

  test(`${name}: a version by media type`, async (t) => {
    const way = await open(t, BY_MEDIA_TYPE);
    const type = (version: string) => `application/vnd.cases+json; version=${version}`;
    for (const [accept, version] of [
      ['*/*', '2'],
      [type('3'), '3'],
      [`text/html, ${type('1')};q=0.5`, '1'],
    ] as const) {
      const answer = await way.call({ accept });
      assert.equal(answer.status, 200, answer.body);
      const [told] = way.told();
      if (told?.caller) assert.equal(told.caller.version, version);
      if (name === 'gateway' || name === 'in process') assert.equal(told?.version, type(version));
      if (name === 'forward-auth') assert.equal(told?.version, version);
      assert.equal(answer.headers.deprecation, version === '1' ? DEPRECATED.deprecation : undefined);
    }
    for (const [accept, status, code] of [
      [type('4'), 406, 'unknown_version'],
      ['text/html', 406, 'not_acceptable'],
      [type('0'), 410, 'version_retired'],
    ] as const) {
      const answer = await way.call({ accept });
      const body = JSON.parse(answer.body);
      assert.deepEqual([answer.status, body.code], [status, code]);
      assert.deepEqual(body.acceptable, ['3', '2', '1'].map(type));
    }
    assert.deepEqual(way.told(), []);
  });
}

test('a handler of the fetch kind keeps its links beside the one about its version', async (t) => {
  const { world, door, authorization } = await worldWith(t, BY_HEADER, sdk());
  const handler = protect(
    (_request, caller) => new Response(caller?.version ?? '', { headers: { link: '</2>; rel="next"' } }),
    { url: `${door.origin}/.latchkey/cases`, key: world.api.keys.guardKey() },
  );
  const headers = { authorization, 'cases-version': '1' };
  const answer = await handler(new Request(`http://${LIVE}/cases`, { headers }));
  assert.equal(await answer.text(), '1');
  const link = '</2>; rel="next", <https://docs.cases.example/to-2>; rel="deprecation"';
  assert.deepEqual([answer.headers.get('link'), answer.headers.get('sunset')], [link, DEPRECATED.sunset]);
});

test('the API behind the gateway sees one version, however the caller spells a second', async (t) => {
  const seen: string[][] = [];
  const upstream = await listen((request, response) => {
    request.resume().on('end', () => {
      seen.push([...request.rawHeaders, ...request.rawTrailers]);
      response.end();
    });
  });
  t.after(() => upstream.close());
  const { door, authorization } = await worldWith(t, BY_HEADER, gateway({ upstream: upstream.origin }));
  const ask = (lines: string[], body = '', method = 'GET') =>
    exchangeBytes(
      door.port,
      [
        `${method} /cases HTTP/1.1`,
        `Host: ${LIVE}`,
        `Authorization: ${authorization}`,
        'Connection: close',
        ...lines,
        '',
        body,
      ].join('\r\n'),
    );
  const versionsSeen = () =>
    (seen.pop() ?? []).filter(
      (_, index, all) => /^cases[-_]version$/i.test(all[index - 1] ?? '') && index % 2 === 1,
    );

  assert.match(await ask(['Cases-Version: 1', 'Cases-Version: 3']), /^HTTP\/1\.1 400 /);
  assert.deepEqual(seen, []);
  assert.match(await ask(['Cases_Version: 1']), /^HTTP\/1\.1 200 /);
  assert.deepEqual(versionsSeen(), ['2']);
  assert.match(await ask(['Cases-Version: 3', 'cases_version: 1']), /^HTTP\/1\.1 200 /);
  assert.deepEqual(versionsSeen(), ['3']);
  assert.match(await ask(['Cases-Version: 3', 'Connection: Cases-Version']), /^HTTP\/1\.1 200 /);
  assert.deepEqual(versionsSeen(), ['3']);
  const trailed = ['Transfer-Encoding: chunked', 'Trailer: Cases-Version, Cases_Version'];
  const body = '2\r\n{}\r\n0\r\nCases-Version: 1\r\nCases_Version: 1\r\n\r\n';
  assert.match(await ask(trailed, body, 'POST'), /^HTTP\/1\.1 200 /);
  assert.deepEqual(versionsSeen(), ['2']);
});

test('a caller without access learns of no version, and an examination names it', async (t) => {
  const { world, door, authorization } = await worldWith(t, BY_HEADER, sdk());
  const stranger = await fetchRaw(door.port, '/.latchkey/cases/check', {
    headers: {
      'latchkey-guard-key': world.api.keys.guardKey(),
      'x-forwarded-method': 'GET',
      'x-forwarded-host': LIVE,
      'x-forwarded-uri': '/cases',
      'x-forwarded-for': '192.0.2.7',
      'cases-version': '0',
    },
  });
  assert.equal(stranger.status, 401);
  const ask = async (version: string) => {
    const asked = await fetchRaw(door.port, '/.latchkey/cases/decisions', {
      method: 'POST',
      headers: { 'latchkey-guard-key': world.api.keys.guardKey(), 'content-type': 'application/json' },
      body: JSON.stringify({ token: authorization.slice(7), method: 'GET', url: '/cases', version }),
    });
    return JSON.parse(asked.body);
  };
  assert.equal((await ask('3')).outcome, 'allow');
  const refused = await ask('0');
  assert.equal(refused.refusal.code, 'version_retired');
  const operation = refused.checks.find(({ check }: { check: string }) => check === 'operation');
  assert.equal(operation.outcome, 'failed');
  assert.match(operation.detail, /^Version 0 of this API/);
});
