import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfigs } from '../../src/cli/load-config.ts';
import { addressOf } from '../../src/config/index.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { loadOperations } from '../../src/openapi/operation-table.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { newToken } from '../../src/tokens/format.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { folderFor, shell } from './shell.ts';

/** A shop with a member of a customer, her token, and what three calls with it were answered. */
async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  await type(['tenant', 'add', 'acme']);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);

  const [loaded] = await loadConfigs([join(home, 'latchkey.config.ts')], home);
  assert.ok(loaded);
  const { config } = loaded;
  const store = await openSqliteStore(join(home, '.latchkey', 'shop.sqlite'));
  const user = await store.userByEmail('ann@acme.example');
  const token = newToken(config.tokens.prefixes.personal, 'live');
  const now = Date.now();
  await store.createPersonalToken(
    {
      ...{ id: 'tok_1', hash: sha256(token), name: 'script', hint: token.slice(-4) },
      ...{
        userId: user?.id ?? UserId(''),
        tenantId: TenantId('acme'),
        scopes: ['notes:write'],
        resources: null,
        ipAllowlist: null,
        mode: 'live',
      },
      ...{ createdAt: now, expiresAt: null, lastUsedAt: null, revokedAt: null },
    },
    [],
  );
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: 'shop', clock: systemClock });
  const address = addressOf(config, { kind: 'public' });
  const log = createLogger({ level: 'silent' });
  const api = { config, address, store, keys, clock: systemClock, log, runtime: newRuntime() };
  const guard = createGuard(api, await loadOperations(join(home, 'openapi.yaml'), config));
  for (const [requestId, method, path] of [
    ['req_allowed', 'GET', '/notes'],
    ['req_refused', 'DELETE', '/notes/7'],
  ] as const) {
    const where = { host: 'api.shop.example', origin: null, path, query: '', ip: '192.0.2.7' };
    await guard({
      ...where,
      ...{ method, requestId, authorization: `Bearer ${token}`, dpop: undefined, account: undefined },
    });
  }
  const rows = await store.auditTrail({ kind: 'api.called', limit: 5 });
  await store.close();
  return { type, token, home, rows };
}

test('says on the command line what would happen, with the token from standard input', async (t) => {
  const { type, token, home } = await shop(t);
  const url = 'https://api.shop.example/notes/7';
  const refused = await type(['decide', 'delete', url], `${token}\n`);
  assert.equal(refused.code, 2);
  assert.match(
    refused.out,
    /^Would be refused with 403 insufficient_role: deleteNote \(DELETE \/notes\/\{note_id\}\)\./,
  );
  assert.match(refused.out, /What helps: Ask an administrator/);
  assert.match(refused.out, /role +FAILED +The role of the user/);
  assert.match(refused.out, /scope +passed/);
  assert.match(refused.out, /needs +scopes: notes:write; permission: note\.delete/);
  assert.match(refused.out, /caller +tenant: acme; user: usr_\w+; role: member; token: personal/);
  assert.match(refused.out, /has +scopes: notes:read notes:write; permissions: note\.read/);

  const passes = shell(home, { LATCHKEY_MODE: 'development', LATCHKEY_TOKEN: token });
  const allowed = await passes(['decide', 'GET', 'http://api.shop.localhost:4000/notes', '--json']);
  assert.equal(allowed.code, 0);
  assert.equal(JSON.parse(allowed.out).operation.id, 'listNotes');

  const trail = (await type(['audit', 'tail', '--json'])).out;
  assert.match(trail, /decision\.asked.*deleteNote/);
  assert.ok(!trail.includes(token));
});

test('a question that cannot be meant is answered with what is wrong with it', async (t) => {
  const { type, token } = await shop(t);
  assert.match((await type(['decide', 'GET', '/notes'])).err, /LATCHKEY_TOKEN/);
  assert.match((await type(['decide', 'GET', 'notes'], token)).err, /url: a path that begins/);
  assert.match((await type(['decide', 'GET', '/notes', '--ip', 'here'], token)).err, /ip: an IP address/);
  assert.match((await type(['decide', 'G/T', '/notes'], token)).err, /method: an HTTP method/);
  const unknown = await type(['decide', 'GET', '/notes', '--as', 'conn_x']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.out, /connected_account_invalid/);
});

test('explains a past call by its row or by its request, as it was decided then', async (t) => {
  const { type, rows } = await shop(t);
  const refused = rows.find(({ outcome }) => outcome === 'denied');
  const byRow = await type(['explain', String(refused?.id)]);
  assert.equal(byRow.code, 0);
  assert.match(byRow.out, /DELETE deleteNote was refused as insufficient_role/);
  assert.match(byRow.out, /What helps: Ask an administrator/);
  assert.match(byRow.out, /role +FAILED/);
  assert.match(byRow.out, /resource +not reached/);
  assert.match(byRow.out, /needed +scopes: notes:write; permission: note\.delete/);
  assert.match(byRow.out, /held +role: member; reach: none; scopes: notes:read notes:write/);
  assert.equal((await type(['explain', 'req_refused'])).out, byRow.out);

  const allowed = await type(['explain', 'req_allowed', '--json']);
  const told = JSON.parse(allowed.out);
  assert.deepEqual([told.outcome, told.operation, told.requestId], ['allowed', 'listNotes', 'req_allowed']);
  assert.deepEqual(told.needs, { scopes: [['notes:read']], permission: 'note.read' });
});

test('a request that is not in the log, or is not a call, is reported', async (t) => {
  const { type } = await shop(t);
  assert.match(
    (await type(['explain', '999999'])).err,
    /no row 999999 in the log: latchkey audit search --json/,
  );
  assert.match((await type(['explain', 'req_unknown'])).err, /no row req_unknown/);
  assert.match((await type(['explain', '1'])).err, /Row 1 is no call but tenant\.created/);
});
