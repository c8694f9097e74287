import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as open, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { protectMcp } from '@latchkey/guard/mcp';
import { defineApi, sdk } from 'latchkey/config';
import { deriveGuardKey, formatToken, sha256, TenantId, UserId } from 'latchkey/seed';
import { createLogger } from 'latchkey/serve';
import { openListener, startLatchkey } from 'latchkey/start';
import { createMcp } from '../../mcp-server/mcp.ts';
import { openDatabase } from '../../prospectconnect/database.ts';
import { fillOnce } from '../../prospectconnect/records.ts';
import { EVERY_TOOL, everything } from './everything.ts';

/*
 * @modelcontextprotocol/conformance, as its authors wrote it, against MCP servers behind the guard. Its scenarios for
 * servers know no tokens, so a proxy in between has one, as an agent would.
 */

const SUITE = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);

test('a server of every feature passes all scenarios for servers, behind the guard', async (t) => {
  const url = await guarded(t, Object.keys(EVERY_TOOL), () => everything());
  const { code, output, checks } = await run(t, url);
  assert.equal(code, 0, output);
  assert.ok(checks.length >= 30, `${checks.length} scenarios`);
  assert.deepEqual(
    checks.filter(({ failed }) => failed.length > 0),
    [],
  );
});

test('so does what the suite does not count yet: schemas with all their keywords', async (t) => {
  const url = await guarded(t, Object.keys(EVERY_TOOL), () => everything());
  const { code, output } = await run(t, url, '--scenario', 'json-schema-2020-12');
  assert.equal(code, 0, output);
});

for (const scenario of ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection']) {
  test(`ProspectConnect’s MCP server passes ${scenario}`, async (t) => {
    const url = await guarded(t, ['search_contacts'], (folder) => {
      const database = openDatabase(folder);
      fillOnce(database);
      t.after(() => database.close());
      return createMcp(database);
    });
    const { code, output } = await run(t, url, '--scenario', scenario);
    assert.equal(code, 0, output);
  });
}

/** An MCP server behind a Latchkey of its own; the address is that of the proxy. */
async function guarded(
  t: TestContext,
  tools: string[],
  make: (folder: string) => Parameters<typeof protectMcp>[0],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-conformance-'));
  const masterKey = randomBytes(32);
  const security = [{ oauth: [] as string[] }];
  const named = Object.fromEntries(tools.map((name) => [name, { security: [{ oauth: ['use'] }] }]));
  const document = {
    openapi: '3.1.0',
    components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
    paths: {
      '/mcp': {
        post: { security, 'x-latchkey-operations': named },
        get: { security },
        delete: { security },
      },
    },
  };
  await writeFile(join(folder, 'openapi.yaml'), JSON.stringify(document));
  const config = defineApi({
    name: 'everything',
    title: 'Everything',
    issuer: 'https://auth.everything.example',
    endpoints: {
      authorization: 'https://auth.everything.example/authorize',
      token: 'https://auth.everything.example/token',
    },
    domains: { 'mcp.everything.example': { resourcePaths: ['/mcp'] } },
    tenant: { word: 'business', field: 'business_id' },
    openapi: './openapi.yaml',
    front: sdk(),
    scopes: { use: 'Use every tool' },
    roles: { owner: { title: 'Owner', permissions: ['*'] } },
  });
  const token = formatToken(config.tokens.prefixes.personal, 'live', randomBytes(32));
  const listener = await openListener('127.0.0.1', 0);
  const running = await startLatchkey({
    apis: [{ config, file: join(folder, 'latchkey.config.ts') }],
    dataDir: folder,
    masterKey,
    listener,
    hosts: 'localhost',
    log: createLogger({ level: 'silent' }),
    prepare: async ({ store }) => void (await store.seedOnce(oneUser(token))),
  });
  t.after(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });
  const records = join(folder, 'records');
  await mkdir(records);
  const url = `http://127.0.0.1:${listener.port}/.latchkey/everything`;
  const key = deriveGuardKey(masterKey, 'everything');
  const server = await listening(t, getRequestListener(protectMcp(make(records), { url, key })));
  const proxy = await listening(t, withToken(server, `mcp.everything.localhost:${listener.port}`, token));
  return `http://localhost:${proxy}/mcp`;
}

/** Passes on as an agent with a token would have sent it, under the server's own name. */
function withToken(port: number, host: string, token: string): RequestListener {
  return (incoming, response) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    const own = `localhost:${(incoming.socket.address() as AddressInfo).port}`;
    if (headers.host === own) headers.host = host;
    if (headers.origin === `http://${own}`) headers.origin = `http://${host}`;
    const { method, url: path } = incoming;
    const outgoing = open({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
}

async function listening(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

interface Ran {
  code: number | null;
  output: string;
  /** Each scenario with the checks that failed or warned. */
  checks: { scenario: string; failed: string[] }[];
}

async function run(t: TestContext, url: string, ...more: string[]): Promise<Ran> {
  const results = await mkdtemp(join(tmpdir(), 'latchkey-conformance-results-'));
  t.after(() => rm(results, { recursive: true, force: true }));
  const args = [SUITE, 'server', '--url', url, '--output-dir', results, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: results });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const found = await readdir(results, { recursive: true });
  const checks = await Promise.all(
    found
      .filter((name) => name.endsWith('checks.json'))
      .map(async (name) => {
        const made = JSON.parse(await readFile(join(results, name), 'utf8')) as {
          id: string;
          status: string;
        }[];
        const failed = made.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
        return { scenario: dirname(name), failed: failed.map(({ id }) => id) };
      }),
  );
  return { code, output, checks };
}

function oneUser(token: string) {
  const at = { tenantId: TenantId('biz_1'), userId: UserId('usr_1') };
  return {
    tenants: [{ id: at.tenantId, name: 'Business' }],
    users: [{ id: at.userId, email: 'mia@example.com', name: 'Mia', passwordHash: null, createdAt: 0 }],
    memberships: [{ ...at, role: 'owner' }],
    customRoles: [],
    clients: [],
    personalTokens: [
      {
        ...at,
        id: 'ptk_1',
        hash: sha256(token),
        name: 'Conformance',
        hint: token.slice(-4),
        scopes: ['use'],
        resources: null,
        ipAllowlist: null,
        mode: 'live' as const,
        createdAt: 0,
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      },
    ],
    initialAccessTokens: [],
  };
}
