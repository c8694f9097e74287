import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { allFields, type Field, RESOURCES, type Resource, resourceNamed } from './resources.ts';

const COLUMN_TYPES: Record<Field['type'], string> = {
  text: 'TEXT COLLATE NOCASE',
  integer: 'INTEGER',
  boolean: 'INTEGER',
  date: 'TEXT',
  time: 'TEXT',
  choice: 'TEXT',
  reference: 'TEXT',
  id: 'TEXT',
};

/** Opens the CRM's own database in `folder`. Creates both if they do not exist. */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'prospectconnect-records.db'), { timeout: 5_000 });
  // FULL: an answered write survives a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  for (const resource of RESOURCES) database.exec(tableOf(resource));
  return database;
}

/** Runs `work` in one transaction; within another transaction, as a part of it. */
export function transaction<Outcome>(database: DatabaseSync, work: () => Outcome): Outcome {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const outcome = work();
    database.exec('COMMIT');
    return outcome;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Returns a table whose key includes the business. References include it too, so that even a faulty query
 * cannot connect records of two businesses.
 */
function tableOf(resource: Resource): string {
  const columns = Object.entries(allFields(resource)).map(([name, field]) => {
    const always = field.required || field.default !== undefined || !(name in resource.fields);
    return `${name} ${COLUMN_TYPES[field.type]}${always ? ' NOT NULL' : ''}`;
  });
  const references = referencesFrom(resource);
  return `
    CREATE TABLE IF NOT EXISTS ${resource.plural} (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      business_id TEXT NOT NULL,
      ${columns.join(',\n      ')},
      UNIQUE (business_id, id)${references
        .map(
          ({ field, to }) => `,
      FOREIGN KEY (business_id, ${field}) REFERENCES ${to.plural} (business_id, id)`,
        )
        .join('')}
    ) STRICT;
    CREATE INDEX IF NOT EXISTS ${resource.plural}_by_time ON ${resource.plural} (business_id, created_at);
    ${references
      .map(
        ({ field }) =>
          `CREATE INDEX IF NOT EXISTS ${resource.plural}_by_${field} ON ${resource.plural} (business_id, ${field});`,
      )
      .join('\n    ')}`;
}

/** Returns the fields of `resource` that refer to other records, with their targets. */
export function referencesFrom(resource: Resource): { field: string; to: Resource }[] {
  return Object.entries(resource.fields).flatMap(([field, { to }]) =>
    to ? [{ field, to: resourceNamed(to) }] : [],
  );
}

/** Returns where other records may refer to `resource`. */
export function referencesTo(resource: Resource): { from: Resource; field: string }[] {
  return RESOURCES.flatMap((from) =>
    referencesFrom(from)
      .filter(({ to }) => to === resource)
      .map(({ field }) => ({ from, field })),
  );
}
