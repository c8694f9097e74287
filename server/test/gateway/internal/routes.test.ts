import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type App, createApp } from '../../../src/app.ts';
import { ENDPOINTS, internalRoute } from '../../../src/gateway/internal/routes.ts';
import type { Answer } from '../../../src/http/answer.ts';
import { openWorld, type World } from '../../guard/world.ts';

let world: World;
let app: App;
before(async () => {
  world = await openWorld();
  app = await createApp({ api: world.api, operations: world.operations });
});
after(async () => {
  app.sdks.changes.close();
  await world.close();
});

type Statuses = Record<string, number>;

/** The statuses of each method, first without and then with the guard key. */
const CASES: [path: string, stranger: Statuses, owner: Statuses][] = [
  ['check', { GET: 404, HEAD: 404, POST: 405 }, { GET: 400, HEAD: 400, POST: 405 }],
  ['envoy/cases', { GET: 404, POST: 404 }, { GET: 400, POST: 400 }],
  ['jwks', { GET: 200, HEAD: 200, POST: 405 }, { GET: 200, POST: 405 }],
  ['resource-metadata', { GET: 404, HEAD: 404, POST: 405 }, { GET: 404, POST: 405 }],
  ['selection', { GET: 404, POST: 404 }, { GET: 404, HEAD: 404, POST: 405 }],
  ['decisions', { GET: 404, POST: 404 }, { GET: 405, HEAD: 405, POST: 400 }],
  ['events', { GET: 404, POST: 404 }, { GET: 200, HEAD: 405, POST: 405 }],
  ['usage', { GET: 404, HEAD: 404, POST: 404 }, { GET: 200, HEAD: 200, POST: 405 }],
  ['calls', { GET: 404, POST: 404 }, { GET: 405, HEAD: 405, POST: 400 }],
];

async function ask(path: string, method: string, headers: Record<string, string>): Promise<Answer> {
  const requested = `/.latchkey/cases/${path}`;
  const route = internalRoute(requested);
  assert.equal(route?.api, 'cases');
  return route.answer(app, {
    ...{ method, host: 'api.cases.localhost', path: requested, query: '', headers },
    ...{ ip: '127.0.0.1', peer: '127.0.0.1', secure: false, requestId: 'req_internal' },
    noted: {},
    certificate: () => null,
    body: () => Promise.resolve({ ok: true, value: Buffer.from('') }),
  });
}

for (const [path, stranger, owner] of CASES) {
  test(`/.latchkey/<api>/${path} answers its methods alone, and strangers as it did`, async () => {
    const key = { 'latchkey-guard-key': world.api.keys.guardKey() };
    for (const [headers, statuses] of [
      [{}, stranger],
      [{ 'latchkey-guard-key': 'guess' }, stranger],
      [key, owner],
    ] as const) {
      for (const [method, status] of Object.entries(statuses)) {
        assert.equal(
          (await ask(path, method, headers)).status,
          status,
          `${method} ${JSON.stringify(headers)}`,
        );
      }
    }
  });
}

test('every endpoint of the folder stands in the list, and every one of the list in the cases', () => {
  const folder = join(import.meta.dirname, '../../../src/gateway/internal');
  const declared = globSync('*.ts', { cwd: folder }).flatMap((file) => {
    const [, path] = /^ {2}path: '([^']+)',$/m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    return path ?? [];
  });
  const listed = ENDPOINTS.map(({ path }) => path).sort();
  assert.deepEqual(listed, declared.sort());
  assert.deepEqual(listed, CASES.map(([path]) => path.replace('cases', '')).sort());
});

test('a path that is no endpoint is none of ours', () => {
  for (const path of [
    '/.latchkey',
    '/.latchkey/cases',
    '/.latchkey/cases/',
    '/.latchkey/cases/elsewhere',
    '/.latchkey/cases/check/',
    '/.latchkey/cases/check/x',
    '/.latchkey/cases/CHECK',
    '/.latchkey/cases/envoy',
    '/.latchkey//cases/check',
    '/latchkey/cases/check',
    '/x/.latchkey/cases/check',
  ]) {
    assert.equal(internalRoute(path), null, path);
  }
});
