import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { gateway } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { fetchRaw, listen } from './sockets.ts';

test('the API behind is told the scheme that the client used, on the word of a trusted proxy alone', async (t) => {
  const upstream = await listen((request, response) => response.end(request.headers['x-forwarded-proto']));
  t.after(() => upstream.close());
  const world = await openWorld({ front: gateway({ upstream: upstream.origin }) });
  t.after(() => world.close());
  const app = await createApp({ api: world.api, operations: world.operations });
  const { token } = await world.personalToken();
  const options = {
    apps: [app],
    log: createLogger({ level: 'silent' }),
    ready: async () => true,
    requireTls: false,
  };
  const told = async (trustedProxies: string[], proto: string) => {
    const door = await listen(createDoor({ ...options, trustedProxies }));
    const headers = { host: LIVE, authorization: `Bearer ${token}`, 'x-forwarded-proto': proto };
    const { body } = await fetchRaw(door.port, '/cases', { headers });
    await door.close();
    return body;
  };
  assert.equal(await told(['127.0.0.1'], 'https'), 'https');
  assert.equal(await told(['127.0.0.1'], 'http'), 'http');
  assert.equal(await told(['127.0.0.1'], 'https, http'), 'http');
  assert.equal(await told([], 'https'), 'http');
});
