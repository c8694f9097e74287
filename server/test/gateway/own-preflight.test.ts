import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { gateway } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { parseOperations } from '../../src/openapi/operation-table.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { fetchRaw, listen } from './sockets.ts';

const DOCUMENT = `openapi: 3.1.0
components: { securitySchemes: { oauth: { type: 'oauth2' } } }
paths:
  /own: { get: { security: [{ oauth: [read] }] }, options: { security: [] } }
  /closed: { get: { security: [{ oauth: [read] }] }, options: { security: [{ oauth: [read] }] } }
  /none: { get: { security: [{ oauth: [read] }] } }
`;

async function start(t: TestContext, corsOrigins: string[]) {
  const upstream = await listen((incoming, response) => {
    response
      .writeHead(204, { 'access-control-allow-origin': `${incoming.headers.origin}`, 'x-from': 'behind' })
      .end();
  });
  t.after(() => upstream.close());
  const world = await openWorld({ front: gateway({ upstream: upstream.origin }), corsOrigins });
  t.after(() => world.close());
  const operations = parseOperations(DOCUMENT, 'openapi.yaml', world.api.config);
  const app = await createApp({ api: world.api, operations });
  t.after(() => app.front.close?.());
  const log = createLogger({ level: 'silent' });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  return async (path: string) => {
    const headers = { host: LIVE, origin: 'https://app.example', 'access-control-request-method': 'GET' };
    const answer = await fetchRaw(door.port, path, { method: 'OPTIONS', headers });
    return { ...answer, behind: answer.headers['x-from'] === 'behind' };
  };
}

test('an API whose document opens OPTIONS to everybody answers preflights itself', async (t) => {
  const preflight = await start(t, []);
  const { status, behind, headers } = await preflight('/own');
  assert.deepEqual([status, behind], [204, true]);
  assert.equal(headers['access-control-allow-origin'], 'https://app.example');
  for (const path of ['/closed', '/none', '/nowhere']) {
    const ours = await preflight(path);
    assert.deepEqual([ours.status, ours.behind], [204, false], path);
    assert.equal(ours.headers['access-control-allow-origin'], undefined, path);
  }
});

test('where the configuration says which origins may call, Latchkey answers', async (t) => {
  const preflight = await start(t, ['https://app.example']);
  const { status, behind, headers } = await preflight('/own');
  assert.deepEqual([status, behind], [204, false]);
  assert.equal(headers['access-control-allow-origin'], 'https://app.example');
});
