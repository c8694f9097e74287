import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addressOf, ConfigError, defineApi, sdk } from '../../../src/config/index.ts';
import { loadAllOperations } from '../../../src/openapi/domain-operations.ts';
import { parseOperations } from '../../../src/openapi/operation-table.ts';
import { definition, LIVE, openWorld, type World } from '../world.ts';

/* A program beside the API, for the same people, whose tokens are its own. */

const AGENTS = 'agents.cases.localhost';
const domains = {
  ...definition.domains,
  'agents.cases.example': {
    aliases: ['bots.cases.example'],
    separate: { path: '/mcp', openapi: 'agents.yaml', front: sdk(), scopes: ['read:cases'] },
  },
};

describe('a separate resource', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ domains });
  });
  after(() => world.close());

  /** How a call with a token for `audience` ends. */
  async function outcome(audience: string[], host: string, path = '/cases'): Promise<string> {
    const { token } = await world.connected({ clientId: 'app', audience });
    const decision = await world.call(token, { host, path });
    return decision.outcome === 'allow' ? 'allowed' : decision.refusal.code;
  }
  const own = `http://${AGENTS}:4000/mcp`;

  test('is opened by tokens that were issued for it, and by no other', async () => {
    assert.equal(await outcome([own], AGENTS), 'allowed');
    assert.equal(await outcome([own, world.api.address.issuer], AGENTS), 'allowed');
    const others = [
      [],
      [world.api.address.issuer],
      [world.api.address.api],
      [`http://${AGENTS}:4000`],
      ['http://bots.cases.localhost:4000/mcp'],
    ];
    for (const audience of others) {
      assert.equal(await outcome(audience, AGENTS), 'invalid_token', audience.join());
      assert.equal(await outcome(audience, AGENTS, '/mcp'), 'invalid_token', audience.join());
    }
  });

  test('has tokens that open nothing of the API', async () => {
    for (const path of ['/cases', '/mcp', '/mcp/cases']) {
      assert.equal(await outcome([own], LIVE, path), 'invalid_token', path);
    }
    assert.equal(await outcome([own, world.api.address.api], LIVE), 'allowed');
  });

  test('takes no personal token, which is issued for nothing in particular', async () => {
    const { token } = await world.personalToken();
    const decision = await world.call(token, { host: AGENTS });
    assert.ok(decision.outcome === 'deny');
    assert.equal(decision.refusal.code, 'invalid_token');
    assert.equal(
      decision.refusal.detail,
      `The token was not issued for ${own}; ask for one with that as its resource.`,
    );
  });

  test('names the scopes to begin with to a caller without a valid token', async () => {
    const metadata = `resource_metadata="http://${AGENTS}:4000/.well-known/oauth-protected-resource/mcp"`;
    const challenge = async (token: string | null, host = AGENTS) => {
      const decision = await world.call(token, { host });
      assert.ok(decision.outcome === 'deny');
      return decision.refusal.challenge ?? '';
    };
    const first = await challenge(null);
    assert.ok(first.startsWith('Bearer realm='), first);
    assert.ok(first.includes('scope="read:cases"') && first.includes(metadata), first);
    assert.ok((await challenge('nonsense')).includes('error="invalid_token"'));
    assert.ok((await challenge('nonsense')).includes('scope="read:cases"'));
    assert.ok(!(await challenge(null, LIVE)).includes('scope='));
  });
});

test('each document is read under its own hosts, aliases included', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-separate-'));
  t.after(() => rm(folder, { recursive: true }));
  const head = 'openapi: 3.1.0\ncomponents: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }\n';
  const get = (scope: string) => `{ get: { security: [{ oauth: [${scope}] }] } }`;
  await writeFile(join(folder, 'openapi.yaml'), `${head}paths:\n  /cases: ${get('read')}\n`);
  await writeFile(join(folder, 'agents.yaml'), `${head}paths:\n  /mcp: ${get('write')}\n`);
  const config = defineApi({ ...definition, domains });
  const address = addressOf(config, { kind: 'localhost', port: 4000 });
  const table = await loadAllOperations(join(folder, 'latchkey.config.ts'), { config, address });
  const kinds = (host: string) => ['/cases', '/mcp'].map((path) => table.match('GET', path, host).kind);
  assert.deepEqual(kinds(LIVE), ['found', 'not_found']);
  assert.deepEqual(kinds(AGENTS), ['not_found', 'found']);
  assert.deepEqual(kinds('bots.cases.localhost'), ['not_found', 'found']);
  assert.equal(table.operations.length, 2);
  assert.equal(address.api, 'http://api.cases.localhost:4000');
});

test('contradictions are reported', () => {
  const separate = { openapi: 'agents.yaml', front: sdk(), scopes: ['nope'] };
  const problems = (change: Parameters<typeof defineApi>[0]['domains']): string[] => {
    try {
      defineApi({ ...definition, domains: change });
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems;
    }
    return [];
  };
  assert.deepEqual(
    problems({ 'a.cases.example': {}, 'b.cases.example': { separate, resourcePaths: ['/x'] } }),
    [
      'domains.b.cases.example.separate.scopes: no scope is called nope',
      'domains.b.cases.example: resourcePaths are parts of the API, which a separate resource is not; use its path',
    ],
  );
  assert.deepEqual(problems({ 'a.cases.example': { separate: { ...separate, scopes: [] } } }), [
    'domains: every one is separate; leave separate out where there is nothing to separate from',
  ]);
});

test('operations by name are for those who can read the body, and stand for themselves', () => {
  const document = (inner: string) => `openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }
paths:
  /rpc:
    post:
      operationId: rpc
      security: [{ oauth: [read] }]
      x-latchkey-operations: ${inner}
`;
  const problems = (inner: string, front = sdk()): string[] => {
    try {
      parseOperations(document(inner), 'openapi.yaml', defineApi({ ...definition, front }));
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems.map((each) => each.replace(/^openapi\.yaml:\d+:\d+(, POST \/rpc)?: /, ''));
    }
    return [];
  };
  const look = 'look: { security: [{ oauth: [read] }] }';
  assert.deepEqual(problems(`{ ${look} }`), []);
  assert.deepEqual(problems(`{ ${look} }`, { kind: 'forward-auth' }), [
    'x-latchkey-operations: only an API that asks through the SDK can say which of them a call is',
  ]);
  assert.deepEqual(problems('[look]'), [
    'x-latchkey-operations has to name operations, each with what it needs',
  ]);
  assert.deepEqual(problems('{ look: {}, rpc: { security: [{ oauth: [nope] }], operationId: x } }'), [
    'no security; name the scopes it needs, or write security: [] if anybody may call it',
    'rpc: operationId has no place here',
    'scope nope is not declared in the configuration',
    'operationId rpc stands twice',
  ]);
});
