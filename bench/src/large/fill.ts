import { randomBytes, randomInt } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { newToken } from 'latchkey/seed';
import { momentDigits } from '../../../server/src/lib/ids.ts';
import { storedHash } from '../../../server/src/tokens/format.ts';
import config from '../contestants/latchkey.config.ts';
import { CLIENT } from '../scenarios.ts';

export interface Sizes {
  tokens: number;
  /** Each of a user of its own. */
  grants: number;
  /** Connected accounts, each with a customer of its own; the grants are spread over them. */
  accounts: number;
  rows: number;
}

/** Milliseconds between two rows of the log. */
const APART = 10;
/** Rows of a commit. */
const PART = 50_000;
const HOUR = 3_600_000;

/**
 * Fills the database of a server that is stopped with copies of what it has one of: customers with a connected account, users with
 * memberships, grants with families, live tokens, rows of the log. Returns some of the tokens in a random order, spread over all tokens,
 * grants and accounts: tokens in the order of their rows would find their pages in memory.
 */
export function fill(file: string, sizes: Sizes, kept: number): string[] {
  const db = opened(file);
  const user = copier(db, 'users', "id = 'usr_1'");
  const tenant = copier(db, 'tenants', "id = 'biz_1'");
  const membership = copier(db, 'memberships', "user_id = 'usr_1'");
  const grant = copier(db, 'grants', "user_id = 'usr_1'");
  const family = copier(db, 'token_families', "user_id = 'usr_1'");
  const token = copier(db, 'access_tokens', "user_id = 'usr_1'");
  const row = copier(db, 'audit', "kind = 'api.called'");
  const account = db.prepare(
    'INSERT INTO connected_accounts (id, client_id, tenant_id, mode, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const now = Date.now();
  const place = (owner: number) => owner % sizes.accounts;
  inParts(db, sizes.accounts, (at) => {
    tenant({ id: `biz_${at + 2}` });
    account.run(`conn_${at}`, CLIENT.id, `biz_${at + 2}`, 'live', now);
  });
  inParts(db, sizes.grants, (at) => {
    const user_id = `usr_${at + 2}`;
    const tenant_id = `biz_${place(at) + 2}`;
    user({ id: user_id, email: `${user_id}@bench.example` });
    membership({ user_id, tenant_id });
    grant({ id: `grt_${at}`, user_id, tenant_id, connected_account_id: `conn_${place(at)}` });
    family({ id: `fam_${at}`, user_id, tenant_id, grant_id: `grt_${at}` });
  });
  const tokens: string[] = [];
  const isKept = oneOfEach(Math.max(1, Math.floor(sizes.tokens / kept)));
  inParts(db, sizes.tokens, (at) => {
    const issued_at = issuedAt(now - HOUR, at, sizes.tokens);
    const known = isKept(at)
      ? newToken(config.tokens.prefixes.access, 'live', momentDigits(issued_at))
      : null;
    if (known !== null) tokens.push(known);
    const owner = at % sizes.grants;
    token({
      hash: known === null ? hashOf(issued_at) : storedHash(known),
      user_id: `usr_${owner + 2}`,
      tenant_id: `biz_${place(owner) + 2}`,
      grant_id: `grt_${owner}`,
      family_id: `fam_${owner}`,
      issued_at,
      // Longer than a usual one, so that the database can be used again.
      expires_at: now + 72 * HOUR,
    });
  });
  inParts(db, sizes.rows, (at) => {
    const owner = at % sizes.grants;
    row({
      id: null,
      at: now - (sizes.rows - at) * APART,
      user_id: `usr_${owner + 2}`,
      tenant_id: `biz_${place(owner) + 2}`,
      connected_account_id: `conn_${place(owner)}`,
    });
  });
  db.close();
  return shuffled(tokens);
}

/** Returns a function that is true for one of each `every` numbers, asked from 0 on: for a random one, or each n-th would be of few grants. */
function oneOfEach(every: number): (at: number) => boolean {
  let chosen = 0;
  return (at) => {
    if (at % every === 0) chosen = at + randomInt(every);
    return at === chosen;
  };
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** Adds tokens that expired in an hour two days ago, while a server may run. Returns a thousand of their hashes, spread evenly. */
export function addExpired(file: string, count: number): string[] {
  const db = opened(file);
  const token = copier(db, 'access_tokens', "user_id = 'usr_1'");
  const before = Date.now() - 49 * HOUR;
  const every = Math.max(1, Math.floor(count / 1_000));
  const hashes: string[] = [];
  inParts(
    db,
    count,
    (at) => {
      const issued_at = issuedAt(before, at, count);
      const hash = hashOf(issued_at);
      if (at % every === 0) hashes.push(hash);
      token({ hash, issued_at, expires_at: issued_at + HOUR });
    },
    // The server writes as well, and waits for the lock.
    2_000,
  );
  // Otherwise the server's first commits would wait for the disk to take all of these.
  db.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return hashes;
}

/** Tokens are spread over an hour: the later one was made, the later it stands in its table, as the program writes them. */
function issuedAt(first: number, at: number, count: number): number {
  return first + Math.floor((at / count) * HOUR);
}

/** The key of the row of a token that nobody has. */
function hashOf(issuedAt: number): string {
  return momentDigits(issuedAt) + randomBytes(32).toString('base64url');
}

function opened(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA busy_timeout = 10000');
  return db;
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
export function inParts(db: DatabaseSync, count: number, write: (at: number) => void, part = PART): void {
  for (let from = 0; from < count; from += part) {
    db.exec('BEGIN');
    for (let at = from; at < Math.min(count, from + part); at++) write(at);
    db.exec('COMMIT');
  }
}
