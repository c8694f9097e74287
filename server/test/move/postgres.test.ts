import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { lockFolder } from '../../src/databases.ts';
import { openLeaving } from '../../src/store/sqlite/leaving.ts';
import { accessTokenIn, peopled, type Served, type Site, siteFor } from '../backup/site.ts';
import { latchkey, shell } from '../cli/shell.ts';
import { connect, newDatabase, withoutPostgres } from '../store/postgres/server.ts';

const skip = await withoutPostgres();
const MOVE = ['migrate', '--from', 'sqlite', '--to', 'postgres'];

/** A site and a PostgreSQL database of its own, so that the schema of its API is nobody else's. */
async function siteAndDatabase(t: TestContext): Promise<Site & { url: string; moving: NodeJS.ProcessEnv }> {
  const url = await newDatabase(t);
  const site = await siteFor(t);
  return { ...site, url, moving: { LATCHKEY_MODE: 'development', LATCHKEY_DATABASE_URL: url } };
}

/** Rows of a database, by the command line of PostgreSQL. */
async function ask(url: string, sql: string): Promise<unknown[][]> {
  const server = await connect(1, url);
  try {
    return (await server.with((connection) => connection.command(sql))).rows;
  } finally {
    await server.close();
  }
}

function change({ data }: Site, sql: string): void {
  const db = new DatabaseSync(join(data, 'book-shop.sqlite'), { timeout: 5_000 });
  db.exec(sql);
  db.close();
}

/** Fetches tokens one after the other until it is stopped. */
function load(served: Served, robot: { id: string; secret: string }) {
  const tokens: string[] = [];
  let on = true;
  const ended = (async () => {
    while (on) tokens.push(accessTokenIn(await served.token(robot)));
  })();
  return {
    tokens,
    async stop() {
      on = false;
      await ended;
    },
  };
}

test('an API moves to PostgreSQL while its server writes, and everything that was answered is there', {
  skip,
}, async (t) => {
  const site = await siteAndDatabase(t);
  const robot = await peopled(site);
  await site.type(['tenant', 'add', 'leaves', '--name', 'Leaves']);
  const served = await site.serve();
  const going = load(served, robot);
  while (going.tokens.length < 20) await pause(5);

  const move = latchkey(t, MOVE, site.home, site.moving);
  await move.says(/Stop the server now/);
  // After everything was copied: a row is added, one changes, one leaves.
  const copied = going.tokens.length;
  assert.equal((await site.type(['tenant', 'add', 'late', '--name', 'Späte\tGäste \\ n'])).code, 0);
  assert.equal((await site.type(['tenant', 'delete', 'leaves', '--yes'])).code, 0);
  while (going.tokens.length < copied + 5) await pause(5);
  await going.stop();
  await served.stop();
  assert.equal((await move.ended).code, 0, move.written());
  assert.match(move.written(), /compared \d+ rows of \d+ tables, by count and sum/);
  assert.match(move.written(), /Moved, in [\d.]+ s since the server stopped\. Start it now/);

  // The file refuses, whoever forgets the variable.
  const forgotten = await site.type(['tenant', 'list']);
  assert.match(
    forgotten.err,
    /book-shop\.sqlite was moved to 127\.0\.0\.1:\d+\/test_\w+, schema latchkey_book-shop: set LATCHKEY_DATABASE_URL/,
  );
  const type = shell(site.home, site.moving);
  assert.match((await type(['tenant', 'list'])).out, /Späte\tGäste \\ n/);
  assert.doesNotMatch((await type(['tenant', 'list'])).out, /Leaves/);
  const after = await site.serve(site.moving);
  // Of the first and the last: all of them would come to the limit of the client.
  for (const token of [...going.tokens.slice(0, 15), ...going.tokens.slice(-15)])
    assert.equal((await after.ask('api', '/notes', { token })).status, 200);
  // Sealed secrets open, and rows get numbers past those that moved.
  accessTokenIn(await after.token(robot));
  await after.stop();
  const verified = await type(['audit', 'verify']);
  assert.equal(verified.code, 0, verified.err);

  assert.match((await shell(site.home, site.moving)(MOVE)).out, /it is in .* already/);
});

test('a move that is killed or given up leaves the server as it is, and no database that a server would start on', {
  skip,
}, async (t) => {
  const site = await siteAndDatabase(t);
  await peopled(site);
  await site.type(['keys', 'rotate']);
  const type = shell(site.home, site.moving);
  const asServer = lockFolder(site.data);
  const waiting = async () => {
    const move = latchkey(t, MOVE, site.home, site.moving);
    await move.says(/Stop the server now/);
    return move;
  };

  const killed = await waiting();
  assert.match((await type(MOVE)).err, /is being backed up or moved by another process/);
  killed.child.kill('SIGKILL');
  await killed.ended;
  for (const command of [['tenant', 'list'], ['create']]) {
    const refused = await type(command);
    assert.equal(refused.code, 1);
    assert.match(
      refused.err,
      /A move into the schema latchkey_book-shop of the database .* was interrupted: .*run it again; latchkey migrate --abandon/,
    );
  }
  assert.equal((await site.type(['tenant', 'add', 'later', '--name', 'Later'])).code, 0);

  const given = await waiting();
  given.child.kill('SIGINT');
  assert.deepEqual(await given.ended, { code: 1, signal: null });
  assert.match(given.written(), /The move was given up: the server goes on as before\.$/);
  const nothing = { triggers: [], schemas: [] };
  assert.deepEqual(await remains(site), nothing);

  const again = await waiting();
  again.child.kill('SIGKILL');
  await again.ended;
  assert.notDeepEqual(await remains(site), nothing);
  assert.match((await type(['migrate', '--abandon'])).out, /Nothing of a move is left/);
  assert.deepEqual(await remains(site), nothing);

  const last = await waiting();
  asServer.release();
  assert.equal((await last.ended).code, 0, last.written());
  assert.match((await type(['tenant', 'list'])).out, /later/);
});

/** Returns all that a move adds to the file and to PostgreSQL. */
async function remains(site: Site & { url: string }) {
  const db = new DatabaseSync(join(site.data, 'book-shop.sqlite'), { readOnly: true });
  const triggers = db.prepare(`SELECT name FROM sqlite_master WHERE name LIKE 'mov%'`).all();
  db.close();
  return {
    triggers,
    schemas: await ask(site.url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'latchkey%'`),
  };
}

test('a move that ends in its last step is finished or taken back by the next command, never both', {
  skip,
}, async (t) => {
  const site = await siteAndDatabase(t);
  await peopled(site);
  await site.type(['keys', 'rotate']);
  const type = shell(site.home, site.moving);
  const file = join(site.data, 'book-shop.sqlite');
  const freeze = () => {
    const leaving = openLeaving(file);
    leaving.freeze('there');
    leaving.close();
  };

  freeze();
  assert.match(
    (await site.type(['tenant', 'list'])).err,
    /was interrupted in its last step: run latchkey migrate again, or latchkey migrate --abandon/,
  );
  assert.throws(() => change(site, `UPDATE tenants SET name = 'other'`), /is being moved/);
  assert.equal((await type(['migrate', '--abandon'])).code, 0);
  assert.equal((await site.type(['tenant', 'list'])).code, 0);
  freeze();
  const moved = await type(MOVE);
  assert.match(moved.out, /Moved, in/, moved.err);
  // PostgreSQL had it, and the process ended before it could say so in the file.
  change(site, 'UPDATE moved SET finished = 0');
  assert.match((await type(MOVE)).out, /is in .* already/);
  assert.match((await site.type(['tenant', 'list'])).err, /was moved to/);
  assert.match(
    (await type(['migrate', '--abandon'])).err,
    /is complete: to go back .* drop that schema with psql first/,
  );
  await ask(site.url, 'DROP SCHEMA "latchkey_book-shop" CASCADE');
  assert.match((await type(MOVE)).err, /was moved to another place than/);
  // A newer version does not bring such a file up to date.
  change(site, 'DELETE FROM migrations WHERE version = (SELECT max(version) FROM migrations)');
  assert.equal((await type(['migrate', '--abandon'])).code, 0);
  assert.match((await site.type(['tenant', 'list'])).err, /written by an earlier version/);
  assert.match((await type(MOVE)).err, /written by an earlier version/);
});

test('a move is refused with what to do where it could not be whole', { skip }, async (t) => {
  const site = await siteAndDatabase(t);
  await peopled(site);
  await site.type(['keys', 'rotate']);
  const type = shell(site.home, site.moving);
  const says = async (expected: RegExp, args = MOVE, run = type) => {
    const refused = await run(args);
    assert.equal(refused.code, 1, refused.out);
    assert.match(refused.err, expected);
  };
  await says(/moves in one direction: write --from sqlite --to postgres/, ['migrate', '--from', 'postgres']);
  await says(/Set LATCHKEY_DATABASE_URL to the PostgreSQL database to move to/, MOVE, site.type);
  const key = { LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex') };
  await says(/master key/, MOVE, shell(site.home, { ...site.moving, ...key }));
  change(site, `UPDATE tenants SET name = 'A' || char(0) || 'cme'`);
  await says(
    /A row of tenants has the character U\+0000 in it, in name.*UPDATE tenants SET name = replace\(name, char\(0\), ''\) WHERE id = 'acme';/,
  );
  change(
    site,
    `UPDATE tenants SET name = replace(name, char(0), '') WHERE id = 'acme'; CREATE TABLE notes (id TEXT PRIMARY KEY)`,
  );
  await says(/The table notes has a column id that Latchkey did not make/);
  change(site, 'DROP TABLE notes');
  assert.deepEqual(await remains(site), { triggers: [], schemas: [] });
  await type(['create']);
  await says(/There is a database of book-shop in .* already, .* was not moved to it: drop that schema/);
});
