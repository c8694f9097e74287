import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrations } from '../../src/store/migrations/index.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { NOW } from './fixtures.ts';

test('the person who stopped a connection before it was recorded is read from the log', () => {
  const db = new DatabaseSync(':memory:');
  const step = migrations.findIndex(({ name }) => name === 'manager holds');
  migrate(db, migrations.slice(0, step), NOW);
  db.exec(`PRAGMA foreign_keys = OFF`);
  const insertGrant = db.prepare(
    `INSERT INTO grants (id, client_id, user_id, tenant_id, mode, scopes, status, version, ip_allowlist, created_at, updated_at)
     VALUES (?, 'app', ?, 'org', 'live', '[]', ?, 1, ?, 0, 0)`,
  );
  const insertRow = db.prepare(
    `INSERT INTO audit (kind, at, user_id, grant_id, outcome, detail) VALUES (?, 0, ?, ?, 'allowed', ?)`,
  );
  const cases: [string, string, string | null, [string, object][], object | null][] = [
    [
      'stopped by a manager',
      'suspended',
      null,
      [['changed', { by: 'boss', suspended: true }]],
      { stopped: true },
    ],
    ['stopped by its user', 'suspended', null, [['changed', { by: 'user', suspended: true }]], null],
    ['ended by a manager', 'revoked', null, [['revoked', { by: 'boss' }]], { stopped: true }],
    ['ended by its user', 'revoked', null, [['revoked', { by: 'user' }]], null],
    [
      'ended by its user while a manager had it suspended',
      'revoked',
      null,
      [
        ['changed', { by: 'boss', suspended: true }],
        ['revoked', { by: 'user' }],
      ],
      { stopped: true },
    ],
    [
      'resumed by a manager, then suspended by its user',
      'suspended',
      null,
      [
        ['changed', { by: 'boss', suspended: true }],
        ['changed', { by: 'boss', suspended: false }],
        ['changed', { by: 'user', suspended: true }],
      ],
      null,
    ],
    [
      'with addresses of a manager',
      'active',
      '["192.0.2.0/24"]',
      [['changed', { by: 'boss', ipAllowlist: ['192.0.2.0/24'] }]],
      { addresses: true },
    ],
    [
      'with addresses of its user after those of a manager',
      'active',
      '["198.51.100.0/24"]',
      [
        ['changed', { by: 'boss', ipAllowlist: ['192.0.2.0/24'] }],
        ['changed', { by: 'user', ipAllowlist: ['198.51.100.0/24'] }],
      ],
      null,
    ],
    ['of which the log knows nothing', 'revoked', null, [], null],
  ];
  for (const [id, status, addresses, rows] of cases) {
    insertGrant.run(id, `user of ${id}`, status, addresses);
    for (const [kind, detail] of rows) {
      const by = 'by' in detail && detail.by === 'user' ? `user of ${id}` : 'boss';
      insertRow.run(`authorization.${kind}`, `user of ${id}`, id, JSON.stringify({ ...detail, by }));
    }
  }
  migrate(db, migrations.slice(0, step + 1), NOW);
  const none = { stopped: false, scopes: null, resources: null, addresses: false };
  for (const [id, , , , held] of cases) {
    const { held: stored } = db.prepare('SELECT held FROM grants WHERE id = ?').get(id) ?? {};
    assert.deepEqual(stored && JSON.parse(String(stored)), held && { ...none, ...held }, id);
  }
  db.close();
});
