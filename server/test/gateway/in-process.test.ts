import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../src/app.ts';
import { inProcess } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { fetchRaw, listen } from './sockets.ts';

test('an API in the same process sees neither token nor proof, however its framework reads headers', async (t) => {
  const seen: Record<string, string | null>[] = [];
  const sent: string[] = [];
  const names = ['authorization', 'dpop', 'x-http-method-override', 'cases-version', 'x-kept'];
  const hono = getRequestListener(async ({ headers }) => {
    seen.push(Object.fromEntries(names.map((name) => [name, headers.get(name)])));
    return new Response('done');
  });
  const front = inProcess(async () => (request: IncomingMessage, response) => {
    sent.push(...request.rawHeaders, ...Object.values(request.headersDistinct).flatMap((each) => each ?? []));
    return hono(request, response);
  });
  const versions = { header: 'Cases-Version', known: [{ name: '1' }, { name: '2' }], default: '2' };
  const world = await openWorld({ front, versions });
  t.after(() => world.close());
  const log = createLogger({ level: 'silent' });
  const app = await createApp({ api: world.api, operations: world.operations });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const { token } = await world.personalToken();
  const { status, body } = await fetchRaw(door.port, '/cases', {
    headers: {
      host: LIVE,
      Authorization: `Bearer ${token}`,
      DPoP: 'a.proof.here',
      'X-HTTP-Method-Override': 'DELETE',
      'X-Kept': ['one', 'two'],
    },
  });
  assert.deepEqual([status, body], [200, 'done']);
  assert.deepEqual(seen, [
    {
      authorization: null,
      dpop: null,
      'x-http-method-override': null,
      'cases-version': '2',
      'x-kept': 'one, two',
    },
  ]);
  assert.ok(!sent.join(' ').includes(token) && !sent.join(' ').includes('a.proof.here'));
});
