import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';
import type { Instant } from '../../model/index.ts';
import { migrations } from '../migrations/index.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Filling, MovedTable } from '../moving/moving.ts';
import { rowOf } from './copy-line.ts';
import { causeOf } from './fault.ts';
import { openLeaving, tablesOf } from './leaving.ts';

/** Makes a new database of this version, to be filled with the rows of another one. Throws `StartError` if there is a file. */
export function openFilling(path: string, now: Instant): Filling {
  const attempt = <Value>(work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      if (error instanceof StartError) throw error;
      throw new StartError(`${path} cannot be written: ${causeOf(error, path)}.`, { cause: error });
    }
  };
  const db = attempt(() => {
    closeSync(openSync(path, 'wx', 0o600));
    return new DatabaseSync(path, { enableForeignKeyConstraints: false });
  });
  const indexes = attempt(() => {
    migrate(db, migrations, now);
    return db
      .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
      .all()
      .map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
  });
  // All rows are there first: that is faster.
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);

  return {
    tables: tablesOf(db),

    async fill(table, lines) {
      const insert = db.prepare(insertInto(table));
      attempt(() => db.exec('BEGIN'));
      for await (const line of lines) attempt(() => insert.run(...(rowOf(line) as SQLInputValue[])));
      attempt(() => db.exec('COMMIT'));
    },

    gave(table, number) {
      db.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?').run(number, table);
    },

    finish() {
      attempt(() => {
        for (const { sql } of indexes) db.exec(sql);
      });
      db.close();
    },

    async contents(table) {
      const filled = openLeaving(path);
      try {
        return await filled.contents(table);
      } finally {
        filled.close();
      }
    },

    close() {
      if (db.isOpen) db.close();
    },
  };
}

function insertInto({ name, columns }: MovedTable): string {
  return `INSERT INTO "${name}" (${columns.map((each) => `"${each}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}
