import { randomBytes } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { newToken, sha256 } from 'latchkey/seed';
import config from '../contestants/latchkey.config.ts';

export interface Sizes {
  tokens: number;
  grants: number;
  rows: number;
}

/** Milliseconds between two rows of the log. */
const APART = 10;
/** Rows of a commit. */
const PART = 50_000;

/**
 * Fills the database of a server that is stopped with copies of what it has one of: users with memberships, grants with
 * families, live tokens, rows of the log. Returns some of the tokens, spread over all grants.
 */
export function fill(file: string, sizes: Sizes, kept: number): string[] {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  const user = copier(db, 'users', "id = 'usr_1'");
  const membership = copier(db, 'memberships', "user_id = 'usr_1'");
  const grant = copier(db, 'grants', "user_id = 'usr_1'");
  const family = copier(db, 'token_families', "user_id = 'usr_1'");
  const token = copier(db, 'access_tokens', "user_id = 'usr_1'");
  const row = copier(db, 'audit', "kind = 'api.called'");
  inParts(db, sizes.grants, (at) => {
    const user_id = `usr_${at + 2}`;
    user({ id: user_id, email: `${user_id}@bench.example` });
    membership({ user_id });
    grant({ id: `grt_${at}`, user_id });
    family({ id: `fam_${at}`, user_id, grant_id: `grt_${at}` });
  });
  const tokens: string[] = [];
  const every = Math.max(1, Math.floor(sizes.tokens / kept));
  const issued_at = Date.now();
  inParts(db, sizes.tokens, (at) => {
    const known =
      at % every === 0 && tokens.length < kept ? newToken(config.tokens.prefixes.access, 'live') : null;
    if (known !== null) tokens.push(known);
    const owner = at % sizes.grants;
    token({
      hash: known === null ? randomBytes(32).toString('base64url') : sha256(known),
      user_id: `usr_${owner + 2}`,
      grant_id: `grt_${owner}`,
      family_id: `fam_${owner}`,
      issued_at,
      expires_at: issued_at + 3_600_000,
    });
  });
  inParts(db, sizes.rows, (at) =>
    row({ id: null, at: issued_at - (sizes.rows - at) * APART, user_id: `usr_${(at % sizes.grants) + 2}` }),
  );
  db.exec('ANALYZE');
  db.close();
  return tokens;
}

/** Returns a function that inserts the first row again, with other values. */
export function copier(
  db: DatabaseSync,
  table: string,
  where: string,
): (values: Record<string, SQLInputValue>) => void {
  const first = db.prepare(`SELECT * FROM ${table} WHERE ${where} LIMIT 1`).get();
  if (!first) throw new Error(`The server has written nothing into ${table}.`);
  const columns = Object.keys(first);
  const insert = db.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (values) => {
    insert.run(...columns.map((name) => (name in values ? values[name] : first[name]) ?? null));
  };
}

/** Writes so many rows in commits of some thousand. */
export function inParts(db: DatabaseSync, count: number, write: (at: number) => void): void {
  for (let from = 0; from < count; from += PART) {
    db.exec('BEGIN');
    for (let at = from; at < Math.min(count, from + PART); at++) write(at);
    db.exec('COMMIT');
  }
}
