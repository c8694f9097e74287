import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { startRedis } from '../../../scripts/redis.ts';
import { checkConfig, checkMail, checkOperations } from '../../src/cli/doctor/config-checks.ts';
import { checkClock } from '../../src/cli/doctor/data-checks.ts';
import { checkSharing } from '../../src/cli/doctor/redis-check.ts';
import { checkSignIn } from '../../src/cli/doctor/sign-in-checks.ts';
import { checkUpstream } from '../../src/cli/doctor/upstream-check.ts';
import { readRedis } from '../../src/config/environment/redis.ts';
import { type ApiDefinition, defineApi, gateway } from '../../src/config/index.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { TenantId } from '../../src/model/index.ts';
import { DIALECTS } from '../../src/oauth/dialects/index.ts';
import { parseOperations } from '../../src/openapi/operation-table.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { tell, withoutRedis } from '../redis/server.ts';
import { folderFor, shell } from './shell.ts';

const PRODUCTION = { LATCHKEY_MODE: 'production', LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex') };

async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  return join(folder, 'shop');
}

function api(over: Partial<ApiDefinition> = {}) {
  return defineApi({
    name: 'shop',
    title: 'Shop',
    issuer: 'https://accounts.shop.example',
    endpoints: {
      authorization: 'https://accounts.shop.example/authorize',
      token: 'https://accounts.shop.example/token',
    },
    domains: { 'api.shop.example': {} },
    tenant: { word: 'company', field: 'company_id' },
    openapi: './openapi.yaml',
    front: gateway({ upstream: 'http://127.0.0.1:5000' }),
    scopes: { read: 'Read' },
    roles: { owner: { title: 'Owner', permissions: ['*'], managesTenant: true } },
    ...over,
  });
}

const said = (findings: { level: string; what: string }[]) =>
  findings.map(({ level, what }) => `${level}: ${what}`);

test('a configuration without risks is not complained about', () => {
  assert.deepEqual(checkConfig(api()), []);
});

test('an address at which nobody signs in, and a link that reaches nobody, are named in production alone', () => {
  const handOver = { signInUrl: 'http://localhost:3000/login' };
  const [local, open] = [api({ signInBy: { handOver } }), api({ developers: { signUp: 'open' } })];
  const production = { mode: 'production', smtp: null } as const;
  assert.match(
    said(checkSignIn(local, production)).join(),
    /^unsafe: signInBy\.handOver\.signInUrl is http:/,
  );
  assert.match(said(checkSignIn(open, production)).join(), /^note: Developers may sign up/);
  for (const each of [local, open]) {
    assert.deepEqual(checkSignIn(each, { ...production, mode: 'development' }), []);
  }
});

test('mails that no server takes are named, in production alone', () => {
  const production = { mode: 'production', smtp: null } as const;
  const [finding, ...more] = checkMail(api(), production);
  assert.deepEqual([finding?.level, more], ['note', []]);
  assert.match(finding?.what ?? '', /^LATCHKEY_SMTP_URL is not set/);
  assert.deepEqual(checkMail(api(), { ...production, mode: 'development' }), []);
  assert.deepEqual(checkMail(api({ mail: { alerts: false } }), production), []);
});

test('each dialect in use is named with its risk', () => {
  for (const { name } of DIALECTS) {
    const [finding, ...more] = checkConfig(api({ dialects: [name] }));
    assert.deepEqual(more, []);
    assert.equal(finding?.level, 'unsafe');
    assert.match(finding?.what ?? '', new RegExp(`${name} is on for every client: [A-Z]`));
  }
});

test('each unsafe setting is named', () => {
  const cases: [Partial<ApiDefinition>, RegExp][] = [
    [{ tokens: { plain: 'jwt' }, lifetimes: { access: 7_200 } }, /^unsafe: .*7200 seconds/],
    [{ registration: 'open' }, /^note: Anybody may register/],
    [{ corsOrigins: ['*'] }, /^note: .*any website/],
    [{ audit: { calls: 'buffered' } }, /^unsafe: .*audit rows/],
    [{ front: gateway({ upstream: 'http://10.0.0.9:80' }) }, /^unsafe: .*unencrypted/],
    [{ roles: { viewer: { title: 'Viewer', permissions: ['*'] } } }, /^note: No role manages/],
  ];
  for (const [over, says] of cases) {
    const findings = said(checkConfig(api(over)));
    assert.equal(findings.length, 1, findings.join());
    assert.match(findings[0] ?? '', says);
  }
  assert.deepEqual(checkConfig(api({ tokens: { plain: 'jwt' } })), []);
  assert.deepEqual(checkConfig(api({ front: gateway({ upstream: 'https://10.0.0.9' }) })), []);
});

test('disagreements between configuration and document are named', () => {
  const document = (security: string) => `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: http, scheme: bearer } } }
paths: { /things: { get: { operationId: list, security: ${security} } } }`;
  const config = api({
    scopes: {
      read: { title: 'Read', covers: ['read:*'] },
      'read:things': 'Things',
      idle: 'Nothing',
      chosen: { title: 'Chosen', selectsResources: true },
    },
    resources: { list: async () => [] },
  });
  const check = (security: string) =>
    said(checkOperations(config, parseOperations(document(security), 'openapi.yaml', config)));
  const needed = check('[{ oauth: ["read:things"] }]');
  assert.match(needed[0] ?? '', /^note: No operation needs idle, chosen\./);
  assert.match(needed[1] ?? '', /^unsafe: Customers select resources for chosen/);
  assert.match(check('[]')[0] ?? '', /^note: Anybody may call list/);
});

test('a permission that only a role or only the document knows is named, with the one that was meant', () => {
  const check = (permission: string, permissions: string[], owner = ['note.read']) => {
    const config = api({
      roles: {
        owner: { title: 'Owner', permissions: owner, managesTenant: true },
        member: { title: 'Member', permissions },
      },
    });
    const document = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: http, scheme: bearer } } }
paths: { /notes: { get: { security: [{ oauth: [read] }], ${permission} } } }`;
    return said(checkOperations(config, parseOperations(document, 'openapi.yaml', config)));
  };
  const needed = 'x-latchkey-permission: note.read';
  assert.deepEqual(check(needed, ['note.read', '*.read', 'note.*:any', '*']), []);
  assert.deepEqual(check(needed, ['note.raed', 'bill.*']), [
    'note: Roles hold what no operation needs: note.raed (did you mean `note.read`?), bill.*.',
  ]);
  assert.deepEqual(check('x-latchkey-permission: note.raed', ['note.read'], ['*']), [
    'note: Roles hold what no operation needs: note.read (did you mean `note.raed`?).',
  ]);
  assert.deepEqual(check('summary: Notes', ['note.read']), [
    'note: No operation names a permission, so the role of a person limits nothing.',
  ]);
  assert.deepEqual(check('summary: Notes', ['*'], ['*']), []);
});

test('scopes of signing in are advised against by nobody, though no operation needs them', () => {
  const document = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: http, scheme: bearer } } }
paths: { /things: { get: { operationId: list, security: [{ oauth: [read] }] } } }`;
  const config = api({ signIn: true, scopes: { read: 'Read' } });
  assert.deepEqual(said(checkOperations(config, parseOperations(document, 'openapi.yaml', config))), []);
});

test('a permission for own records that no operation can make use of is named', () => {
  const config = api({
    roles: {
      owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
      author: { title: 'Author', permissions: ['thing.*:own', 'note.write:own'] },
    },
  });
  const document = (owner: string) => `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: http, scheme: bearer } } }
paths:
  /things: { get: { security: [{ oauth: [read] }], x-latchkey-permission: thing.read${owner} } }`;
  const check = (owner: string) =>
    said(checkOperations(config, parseOperations(document(owner), 'openapi.yaml', config)));
  assert.match(check('').join(), /^note: The role author has thing\.\*:own, note\.write:own, but/);
  assert.match(
    check(', x-latchkey-owner: handler').join(),
    /^note: The role author has note\.write:own, but/,
  );
});

test('a path that two templates fit is named, with what becomes of it', () => {
  const config = api({ scopes: { read: 'Read', write: 'Write' } });
  const check = (scope: string) => {
    const document = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: http, scheme: bearer } } }
security: [{ oauth: [read] }]
paths:
  /users/{id}/settings: { get: {}, put: { security: [{ oauth: [write] }] } }
  /users/me/{section}: { get: { security: [{ oauth: [${scope}] }] } }
  /users/me: { get: {} }`;
    return said(checkOperations(config, parseOperations(document, 'openapi.yaml', config)));
  };
  const path = 'GET /users/me/settings (/users/me/{section} or /users/{id}/settings)';
  assert.deepEqual(check('read'), [
    `note: ${path}: one path fits two templates with the same needs; the one with the literal further left is meant.`,
  ]);
  assert.match(check('write').join(), /need different things, so such calls are refused/);
});

test('an upstream that speaks HTTP/2 is asked by HTTP/2', async (t) => {
  const server = createHttp2Server((_request, response) => response.end()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const here = api({ front: gateway({ upstream, http2: true }) });
  assert.deepEqual(await checkUpstream(here, 'production', Date.now), []);
  const later = () => Date.now() + 3_600_000;
  assert.match((await checkUpstream(here, 'production', later))[0]?.what ?? '', /clock .* behind/);
  const away = api({ front: gateway({ upstream: 'http://127.0.0.1:9', http2: true }) });
  assert.match((await checkUpstream(away, 'production', Date.now))[0]?.what ?? '', /ECONNREFUSED/);
});

test('an upstream that is away is unsafe to try with and broken in production; its clock is compared', async (t) => {
  const away = api({ front: gateway({ upstream: 'http://127.0.0.1:9' }) });
  assert.equal((await checkUpstream(away, 'development', Date.now))[0]?.level, 'unsafe');
  assert.equal((await checkUpstream(away, 'production', Date.now))[0]?.level, 'broken');

  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const here = api({ front: gateway({ upstream: `http://127.0.0.1:${port}` }) });
  assert.deepEqual(await checkUpstream(here, 'production', Date.now), []);
  const early = () => Date.now() - 10 * MINUTE;
  assert.match((await checkUpstream(here, 'production', early))[0]?.what ?? '', /(600|599|601) s ahead/);
});

test('a clock that lost its battery or went back is broken, and one that is not the database’s is named', async (t) => {
  const store = await openSqliteStore(join(await folderFor(t), 'clock.sqlite'));
  try {
    assert.equal((await checkClock(0, []))[0]?.level, 'broken');
    const now = Date.now();
    assert.deepEqual(await checkClock(now, [store]), []);
    const [off] = await checkClock(now - 5 * MINUTE, [store]);
    assert.match(off?.what ?? '', /^The clock of this machine is 30\d seconds behind the database’s/);
    await store.addTenant({ id: TenantId('a'), name: 'A' }, [
      {
        ...{
          kind: 'tenant.created',
          at: now + 2 * MINUTE,
          tenantId: TenantId('a'),
          outcome: 'allowed',
          detail: {},
        },
        ...{ userId: null, clientId: null, connectedAccountId: null, grantId: null },
        ...{ mode: null, code: null, ip: null, requestId: null },
      },
    ]);
    assert.match((await checkClock(now, [store]))[0]?.what ?? '', /went back/);
  } finally {
    await store.close();
  }
});

test('keys, folder and master key are examined, and nothing is changed', async (t) => {
  const home = await shop(t);
  const development = shell(home);
  const first = await development(['doctor']);
  assert.match(first.out, /is not there yet/);
  assert.match(first.out, /first start in development makes one/);
  assert.equal(first.code, 0);
  await assert.rejects(readFile(join(home, '.latchkey', 'master.key')), { code: 'ENOENT' });

  await development(['tenant', 'add', 'acme', '--name', 'Acme']);
  await development(['keys', 'rotate']);
  await chmod(join(home, '.latchkey'), 0o755);
  await chmod(join(home, '.latchkey', 'master.key'), 0o644);
  const db = new DatabaseSync(join(home, '.latchkey', 'shop.sqlite'));
  db.exec('CREATE TRIGGER unseen AFTER INSERT ON audit BEGIN DELETE FROM audit; END');
  db.close();
  const lax = await development(['doctor']);
  assert.match(lax.out, /UNSAFE .*the trigger "unseen" on "audit"/);
  assert.match(lax.out, /UNSAFE .*look into/);
  assert.match(lax.out, /UNSAFE .*master key file/);
  assert.equal(lax.code, 0);

  const other = await shell(home, PRODUCTION)(['doctor']);
  assert.match(other.out, /BROKEN .*another master key/);
  assert.equal(other.code, 1);
  const none = await shell(home, { LATCHKEY_MODE: 'production' })(['doctor']);
  assert.match(none.out, /BROKEN .*no master key/);
});

test('a broken configuration or document is broken, one line for each problem', async (t) => {
  const home = await shop(t);
  const type = shell(home);
  await writeFile(
    join(home, 'openapi.yaml'),
    'openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n  b:\n    get: {}\n',
  );
  const faults = await type(['doctor']);
  assert.equal(faults.code, 1);
  assert.match(faults.out, /BROKEN .*openapi\.yaml:4:5, GET \/a: no security/);
  assert.match(
    faults.out,
    /BROKEN .*openapi\.yaml:5:3, b: a path has to begin with a slash|BROKEN .*a path has to begin/,
  );

  await writeFile(
    join(home, 'bad.ts'),
    "import { defineApi } from 'latchkey/config'; export default defineApi({});",
  );
  const bad = await type(['doctor', '--config', 'bad.ts']);
  assert.equal(bad.code, 1);
  assert.ok((bad.out.match(/BROKEN/g)?.length ?? 0) >= 5, bad.out);
  await mkdir(join(home, 'folder'));
  assert.equal((await type(['doctor', '--config', 'folder'])).code, 1);
});

test('the Redis that nodes share is looked at as a start does, and not marked', {
  skip: withoutRedis,
}, async (t) => {
  const server = await startRedis();
  t.after(() => server.stop());
  const address = readRedis({ LATCHKEY_REDIS_URL: server.url });
  const place = { redis: address, database: null, nodes: 1 };
  assert.deepEqual(await checkSharing(api(), place), []);
  assert.equal(await tell(server.url, 'DBSIZE'), 0);
  await tell(server.url, 'SET', 'session:1', 'x');
  assert.match(
    said(await checkSharing(api(), place)).join(),
    /^broken: .* holds keys of another application/,
  );
  await server.stop();
  assert.match(
    said(await checkSharing(api(), place)).join(),
    /^unsafe: .* does not answer: each node counts/,
  );
  const database = { url: 'postgres://db/x', directUrl: null, connections: 2 };
  assert.match(
    said(await checkSharing(api(), { ...place, redis: null, database })).join(),
    /^note: Several nodes/,
  );
  assert.deepEqual(await checkSharing(api(), { redis: null, database, nodes: 3 }), []);
  const refusing = api({ limits: { withoutRedis: 'refuse' } });
  assert.match(
    said(await checkSharing(refusing, { ...place, redis: null })).join(),
    /^unsafe: limits.withoutRedis/,
  );
});
