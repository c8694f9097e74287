import type { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { CommitTogether } from './durable-database.ts';

/**
 * An ordinary SQLite adapter for oidc-provider: one table, prepared statements, JSON payloads. `commit`
 * decides whether writes commit separately or together with others of the same turn.
 */
export function sqliteAdapter(db: DatabaseSync, commit: CommitTogether): (model: string) => Adapter {
  db.exec(`
    CREATE TABLE models (
      model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL,
      grant_id TEXT, uid TEXT, user_code TEXT, expires_at INTEGER, consumed_at INTEGER,
      PRIMARY KEY (model, id)
    ) WITHOUT ROWID;
    CREATE INDEX models_by_grant ON models(grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX models_by_uid ON models(uid) WHERE uid IS NOT NULL;
    CREATE INDEX models_by_user_code ON models(user_code) WHERE user_code IS NOT NULL;
  `);
  const upsert = db.prepare(`
    INSERT INTO models (model, id, payload, grant_id, uid, user_code, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
      uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`);
  const columns = 'SELECT payload, consumed_at, expires_at FROM models WHERE model = ? AND';
  const byId = db.prepare(`${columns} id = ?`);
  const byUid = db.prepare(`${columns} uid = ?`);
  const byUserCode = db.prepare(`${columns} user_code = ?`);
  const consume = db.prepare('UPDATE models SET consumed_at = ? WHERE model = ? AND id = ?');
  const destroy = db.prepare('DELETE FROM models WHERE model = ? AND id = ?');
  const revoke = db.prepare('DELETE FROM models WHERE grant_id = ?');

  const read = (row: Record<string, unknown> | undefined): AdapterPayload | undefined => {
    if (!row || (row.expires_at !== null && Number(row.expires_at) < seconds())) return undefined;
    const payload: AdapterPayload = JSON.parse(String(row.payload));
    return row.consumed_at === null ? payload : { ...payload, consumed: row.consumed_at };
  };

  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn ? seconds() + expiresIn : null;
      const { grantId = null, uid = null, userCode = null } = payload;
      const json = JSON.stringify(payload);
      await commit(() => upsert.run(model, id, json, grantId, uid, userCode, expiresAt));
    },
    find: async (id) => read(byId.get(model, id)),
    findByUid: async (uid) => read(byUid.get(model, uid)),
    findByUserCode: async (code) => read(byUserCode.get(model, code)),
    async consume(id) {
      await commit(() => consume.run(seconds(), model, id));
    },
    async destroy(id) {
      await commit(() => destroy.run(model, id));
    },
    async revokeByGrantId(grantId) {
      await commit(() => revoke.run(grantId));
    },
  });
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
