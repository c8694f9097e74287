import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { App } from '../../src/app.ts';
import { defineApi, forwardAuth } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { type Listener, openListener, type Running, startLatchkey } from '../../src/main.ts';
import { createReadiness } from '../../src/readiness.ts';
import { fetchRaw, listen } from '../gateway/sockets.ts';

it('asking for readiness costs one look in a second, however many ask', async () => {
  let at = 1_000_000;
  let ofDay = 1_000_000;
  const clock = { now: () => ofDay, steady: () => at };
  let looks = 0;
  let healthy = true;
  const ready = createReadiness(async () => {
    looks++;
    return healthy;
  }, clock);
  assert.deepEqual(await Promise.all([ready(), ready(), ready()]), [true, true, true]);
  healthy = false;
  at += 999;
  assert.deepEqual([await ready(), looks], [true, 1]);
  at += 1;
  assert.deepEqual([await ready(), await ready(), looks], [false, false, 2]);
  // A time of day that was set back is no reason to stay with what was.
  ofDay -= 3_600_000;
  at += 1_000;
  await ready();
  assert.equal(looks, 3);
});

it('an API behind that is given a rest is named, and leaves the process ready', async (t) => {
  const app = (name: string, outlook: string) =>
    ({
      api: { config: { name }, address: { hosts: new Map() } },
      front: { circuit: () => outlook },
    }) as unknown as App;
  const log = createLogger({ level: 'silent' });
  const apps = [app('one', 'open'), app('two', 'closed')];
  const listening = await listen(createDoor({ apps, log, ready: async () => true, requireTls: false }));
  t.after(() => listening.close());
  const { status, body } = await fetchRaw(listening.port, '/readyz');
  assert.deepEqual([status, JSON.parse(body)], [200, { status: 'ready', circuits: { one: 'open' } }]);
});

it('names a clock that is not the database’s, and stays ready', async () => {
  const time = { difference: -300_000 };
  const log = createLogger({ level: 'silent' });
  const listening = await listen(
    createDoor({ apps: [], log, ready: async () => true, time, requireTls: false }),
  );
  const said = async () => {
    const { status, body } = await fetchRaw(listening.port, '/readyz');
    return [status, JSON.parse(body).clock];
  };
  assert.deepEqual(await said(), [200, '300 s ahead']);
  time.difference = 2_000;
  assert.deepEqual(await said(), [200, '2 s behind']);
  time.difference = 1_999;
  assert.deepEqual(await said(), [200, undefined]);
  await listening.close();
});

describe('a stop that gives notice', () => {
  let folder: string;
  let listener: Listener;
  let running: Running;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-notice-'));
    await writeFile(
      join(folder, 'openapi.yaml'),
      'openapi: 3.1.0\ncomponents: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }\npaths: { /closed: { get: { security: [{ oauth: [read] }] } } }\n',
    );
    listener = await openListener('127.0.0.1', 0);
    const config = defineApi({
      name: 'one',
      title: 'One',
      issuer: 'https://accounts.one.test',
      endpoints: {
        authorization: 'https://accounts.one.test/authorize',
        token: 'https://api.one.test/token',
      },
      domains: { 'api.one.test': {} },
      tenant: { word: 'organisation', field: 'organisation_id' },
      openapi: './openapi.yaml',
      front: forwardAuth(),
      scopes: { read: 'Read' },
      roles: {},
    });
    running = await startLatchkey({
      apis: [{ config, file: join(folder, 'latchkey.config.ts') }],
      dataDir: join(folder, 'data'),
      masterKey: randomBytes(32),
      listener,
      hosts: 'localhost',
      log: createLogger({ level: 'silent' }),
      notice: 1_000,
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('shows on the readiness check, while proxies and SDKs are answered as before', async () => {
    const headers = {
      'latchkey-guard-key': running.apis.get('one')?.keys.guardKey() ?? '',
      'x-forwarded-method': 'GET',
      'x-forwarded-host': 'api.one.localhost',
      'x-forwarded-uri': '/closed',
      'x-forwarded-for': '192.0.2.7',
    };
    const check = () => fetchRaw(listener.port, '/.latchkey/one/check', { headers });
    assert.equal((await fetchRaw(listener.port, '/readyz')).status, 200);
    const kept = connect(listener.port, '127.0.0.1');
    kept.setEncoding('latin1');
    const ask = async () => {
      kept.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
      return String(await once(kept, 'data'));
    };
    assert.match(await ask(), /Connection: keep-alive/);
    const stopped = running.close();
    assert.equal((await fetchRaw(listener.port, '/readyz')).status, 503);
    // In use when the sockets close, the connection would take a request along.
    assert.match(await ask(), /^HTTP\/1\.1 200 [\s\S]*Connection: close/);
    await once(kept, 'close');
    const answer = await check();
    assert.deepEqual([answer.status, JSON.parse(answer.body).code], [401, 'missing_token']);
    await stopped;
    await assert.rejects(check(), { code: 'ECONNREFUSED' });
  });
});
