import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { inProcess } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { fetchRaw, listen } from './sockets.ts';

const HEADERS = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];

test('a proxy or SDK that passes a method override on is told no, and it is recorded', async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  const log = createLogger({ level: 'silent' });
  const app = await createApp({ api: world.api, operations: world.operations });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const { token } = await world.personalToken({ scopes: ['write'] });
  const ask = (over: Record<string, string>) =>
    fetchRaw(door.port, '/.latchkey/cases/check', {
      headers: {
        'latchkey-guard-key': world.api.keys.guardKey(),
        'x-forwarded-method': 'POST',
        'x-forwarded-host': LIVE,
        'x-forwarded-uri': '/cases',
        'x-forwarded-for': '192.0.2.7',
        authorization: `Bearer ${token}`,
        ...over,
      },
    });
  assert.equal((await ask({})).status, 200);
  // Python's and PHP's servers read an underscore there as the hyphen.
  for (const name of [...HEADERS, 'X_HTTP_Method-Override']) {
    const refused = await ask({ [name]: 'DELETE' });
    assert.deepEqual([refused.status, JSON.parse(refused.body).code], [400, 'invalid_request'], name);
    const [row] = await world.audit();
    assert.deepEqual([row?.outcome, row?.code], ['denied', 'invalid_request']);
    // A proxy that honours one before asking has made it the judged method.
    assert.equal((await ask({ [name]: 'POST' })).status, 200);
    assert.equal((await ask({ [name]: 'post, DELETE' })).status, 400);
  }
});

test('an API in the same process does not see a method override', async (t) => {
  const seen: unknown[] = [];
  const front = inProcess(async () => (request, response) => {
    seen.push(request.method, ...HEADERS.map((name) => request.headers[name.toLowerCase()]));
    response.end('done');
  });
  const world = await openWorld({ front });
  t.after(() => world.close());
  const log = createLogger({ level: 'silent' });
  const app = await createApp({ api: world.api, operations: world.operations });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const { token } = await world.personalToken();
  const overriding = Object.fromEntries(HEADERS.map((name) => [name, 'DELETE']));
  const answer = await fetchRaw(door.port, '/cases', {
    headers: { host: LIVE, authorization: `Bearer ${token}`, ...overriding },
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(seen, ['GET', undefined, undefined, undefined]);
});
