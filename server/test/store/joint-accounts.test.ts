import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { ClientId, ConnectedAccountId, TenantId, UserId } from '../../src/model/index.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';
import { folder, NOW } from './fixtures.ts';

const files = folder();
let store: Store;

const HELD = { scopes: null, resources: null, stopped: false, addresses: false };
/** Person, platform, account, status, addresses, held, when; the log has a later consent of the second. */
const GRANTS: [string, string, string | null, string, string[] | null, object | null, number][] = [
  ['ann', 'nimbus', 'conn_2', 'active', null, null, 20],
  ['bea', 'nimbus', 'conn_1', 'active', ['192.0.2.1'], { ...HELD, addresses: true }, 10],
  ['cem', 'nimbus', 'conn_3', 'revoked', null, { ...HELD, stopped: true }, 30],
  ['ann', 'cirrus', 'conn_4', 'suspended', null, { ...HELD, stopped: true }, 10],
  ['bea', 'cirrus', 'conn_5', 'revoked', null, null, 20],
  ['ann', 'script', null, 'active', ['192.0.2.9'], { ...HELD, addresses: true }, 10],
];

/** Rows of the log: for which account, and which one a refused call asked for. */
const ROWS: [string | null, string | null][] = [
  ['conn_1', null],
  ['conn_2', null],
  [null, 'conn_3'],
  ['conn_1', 'conn_3'],
  ['conn_4', null],
  [null, 'conn_5'],
];

before(async () => {
  const path = files.path('earlier.db');
  const db = new DatabaseSync(path);
  const step = migrations.findIndex(({ name }) => name === 'joint accounts');
  migrate(db, migrations.slice(0, step), NOW);
  db.exec(`INSERT INTO tenants (id, name) VALUES ('org', 'Alder & Co')`);
  for (const id of ['ann', 'bea', 'cem']) {
    db.prepare(`INSERT INTO users (id, email, name, created_at) VALUES (?, ?, ?, 0)`).run(
      id,
      `${id}@x.example`,
      id,
    );
    db.prepare(`INSERT INTO memberships (tenant_id, user_id, role) VALUES ('org', ?, 'clerk')`).run(id);
  }
  for (const id of ['nimbus', 'cirrus', 'script']) {
    db.prepare(
      `INSERT INTO clients (id, name, kind, mode, redirect_uris, grant_types, scopes, dialects, origin, settings, created_at)
       VALUES (?, ?, ?, 'live', '[]', '[]', '[]', '[]', 'seed', '{}', 0)`,
    ).run(id, id, id === 'script' ? 'confidential' : 'platform');
  }
  for (const [user, client, account, status, addresses, held, at] of GRANTS) {
    db.prepare(
      `INSERT INTO grants (id, client_id, user_id, tenant_id, mode, scopes, connected_account_id, status, version,
         ip_allowlist, held, created_at, updated_at)
       VALUES (?, ?, ?, 'org', 'live', '["read"]', ?, ?, 3, ?, ?, ?, ?)`,
    ).run(
      ...[`${user} ${client}`, client, user, account, status, addresses && JSON.stringify(addresses)],
      ...[held && JSON.stringify(held), at, at],
    );
  }
  db.prepare(
    `INSERT INTO audit (kind, at, grant_id, outcome, detail) VALUES ('authorization.granted', 99, ?, 'allowed', '{}')`,
  ).run('bea nimbus');
  for (const [account, asked] of ROWS) {
    db.prepare(
      `INSERT INTO audit (kind, at, tenant_id, connected_account_id, outcome, detail)
       VALUES ('api.called', 100, 'org', ?, 'denied', ?)`,
    ).run(account, JSON.stringify(asked === null ? {} : { account: asked }));
  }
  db.close();
  store = await openSqliteStore(path);
});
after(async () => {
  await store.close();
  files.remove();
});

const grant = async (user: string, client: string) => {
  const found = await store.grantFor(ClientId(client), UserId(user), TenantId('org'));
  assert.ok(found);
  return found;
};

test('several accounts of one platform and tenant are joined under the oldest, and no grant is lost', async () => {
  for (const [user, client, account, status, , , at] of GRANTS) {
    const found = await grant(user, client);
    const lead = { nimbus: 'conn_1', cirrus: 'conn_4', script: null }[client];
    assert.deepEqual(
      [found.connectedAccountId, found.status, found.version, found.createdAt],
      [lead, status, 3, at],
      `${user} ${client} ${account}`,
    );
  }
});

test('every id of before opens the account that it was joined to, and nothing else does', async () => {
  for (const id of ['conn_1', 'conn_2', 'conn_3']) {
    const found = await store.connectedAccount(id, ['owner']);
    assert.deepEqual([found?.grant.connectedAccountId, found?.user?.id], ['conn_1', 'bea'], id);
  }
  assert.equal((await store.connectedAccount('conn_5', []))?.grant.connectedAccountId, 'conn_4');
  assert.equal(await store.accountOfAlias('conn_3'), 'conn_1');
  assert.equal(await store.accountOfAlias('conn_1'), null);
  assert.equal(await store.connectedAccount('conn_9', []), null);
  assert.deepEqual(await store.aliasesOf('conn_1', 9), ['conn_2', 'conn_3']);
});

test('the last consent is read from the log, or from the start of the grants', async () => {
  assert.equal((await grant('bea', 'nimbus')).authorizedAt, 99);
  assert.equal((await grant('ann', 'nimbus')).authorizedAt, 20);
});

test("a manager's decision stays", async () => {
  const held = async (user: string, client: string) => (await grant(user, client)).held;
  // A manager's addresses are the connection's.
  assert.deepEqual((await grant('ann', 'nimbus')).ipAllowlist, ['192.0.2.1']);
  assert.deepEqual(await held('ann', 'nimbus'), { ...HELD, addresses: true });
  // One who was stopped while others go on is stopped alone.
  assert.deepEqual(await held('cem', 'nimbus'), { ...HELD, stopped: true, addresses: true });
  assert.equal(
    (await store.connectionOf(ClientId('nimbus'), TenantId('org'), 'live'))?.account.held?.stopped,
    false,
  );
  // A manager's suspension is for managers to resume, for all parts.
  const cirrus = await store.connectionOf(ClientId('cirrus'), TenantId('org'), 'live');
  assert.deepEqual([cirrus?.suspended, cirrus?.account.held?.stopped], [true, true]);
  assert.deepEqual(await held('ann', 'script'), { ...HELD, addresses: true });
  assert.deepEqual((await grant('ann', 'script')).ipAllowlist, ['192.0.2.9']);
});

test('the log is searched by whatever id an account ever had, and each row is found once', async () => {
  const found = async (account: string, limit: number) => {
    const ids: number[] = [];
    for (let before: number | null = 1_000; before !== null; ) {
      const query = { tenantId: TenantId('org'), connectedAccountId: account, before, limit };
      const { rows, next } = await store.auditPage(query);
      ids.push(...rows.map(({ id }) => id));
      assert.ok(next === null || next < before, 'a page goes on from where it stopped');
      before = next;
    }
    return ids;
  };
  for (const limit of [1, 2, 9]) {
    for (const id of ['conn_1', 'conn_2', 'conn_3'])
      assert.deepEqual(await found(id, limit), [5, 4, 3, 2], id);
    for (const id of ['conn_4', 'conn_5']) assert.deepEqual(await found(id, limit), [7, 6], id);
    assert.deepEqual(await found('conn_9', limit), []);
  }
  const upwards = await store.auditPage({
    connectedAccountId: ConnectedAccountId('conn_3'),
    after: 2,
    limit: 2,
  });
  assert.deepEqual([upwards.rows.map(({ id }) => id), upwards.next], [[3, 4], 4]);
});
