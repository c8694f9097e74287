import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RunningDemo } from './start-demo.ts';

export interface AuditEntry {
  kind: string;
  outcome: string;
  code: string | null;
  userId: string | null;
  clientId: string | null;
  connectedAccountId: string | null;
  detail: Record<string, unknown>;
}

/** A moment may stand in front of the hash of a token. */
const OF_HASH = 'substr(hash, -43) = ?';

/** Opens the database of one API beside the running demo, for what no address shows; closes it again. */
function beside<Value>(running: RunningDemo, api: string, act: (database: DatabaseSync) => Value): Value {
  const database = new DatabaseSync(join(running.dataDir, `${api}.sqlite`), { timeout: 5_000 });
  try {
    return act(database);
  } finally {
    database.close();
  }
}

/** Lets the lifetime of one access token be over. */
export function expireToken(running: RunningDemo, api: string, token: string): void {
  const hash = createHash('sha256').update(token).digest('base64url');
  const { changes } = beside(running, api, (database) =>
    database.prepare(`UPDATE access_tokens SET expires_at = ? WHERE ${OF_HASH}`).run(Date.now() - 1, hash),
  );
  if (Number(changes) !== 1) throw new Error(`${changes} tokens were found instead of one`);
}

/** The row of a token or secret, by the hash that it is stored under. */
export function storedUnder(
  running: RunningDemo,
  api: string,
  table: string,
  hash: string,
): Record<string, unknown> | undefined {
  return beside(running, api, (database) =>
    database.prepare(`SELECT * FROM ${table} WHERE ${OF_HASH}`).get(hash),
  );
}

/** The audit log of one API, oldest first. */
export function auditOf(running: RunningDemo, api: string): AuditEntry[] {
  const rows = beside(running, api, (database) => database.prepare('SELECT * FROM audit ORDER BY id').all());
  return rows.map((row) => ({
    kind: String(row.kind),
    outcome: String(row.outcome),
    code: textOrNull(row.code),
    userId: textOrNull(row.user_id),
    clientId: textOrNull(row.client_id),
    connectedAccountId: textOrNull(row.connected_account_id),
    detail: JSON.parse(String(row.detail)),
  }));
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
