import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { commitTogether, openDurably } from '../contestants/durable-database.ts';
import type { Decisions } from './full-decision.ts';
import type { Measured } from './measured.ts';

/**
 * The unavoidable of a guarded call: SHA-256 of the token, one look-up in memory, and the row that Latchkey wrote, into
 * the same table with the same indexes. The calls of one turn share a commit.
 */
export function openBare(folder: string, { file, tokens }: Pick<Decisions, 'file' | 'tokens'>): Measured {
  const source = new DatabaseSync(file, { readOnly: true });
  const statements = source
    .prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = 'audit' AND sql IS NOT NULL ORDER BY rootpage")
    .all();
  const row = source.prepare("SELECT * FROM audit WHERE kind = 'api.called' ORDER BY id DESC").get();
  source.close();
  if (!row) throw new Error('The decision has no row.');
  const home = join(folder, 'bare');
  const db = openDurably(home);
  for (const { sql } of statements) db.exec(String(sql));
  const commit = commitTogether(db, home);
  const columns = Object.keys(row).filter((name) => name !== 'id');
  const insert = db.prepare(
    `INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const values = columns.map((name) => row[name] ?? null);
  const [at, requestId] = ['at', 'request_id'].map((name) => columns.indexOf(name)) as [number, number];
  const hash = (token: string) => createHash('sha256').update(token).digest('base64url');
  const known = new Set(tokens.map(hash));
  let made = 0;
  return {
    async call() {
      if (!known.has(hash(tokens[made++ % tokens.length] ?? ''))) throw new Error('The token is unknown.');
      const own = values.slice();
      own[at] = Date.now();
      own[requestId] = `req_${made}`;
      await commit(() => insert.run(...own));
    },
  };
}
