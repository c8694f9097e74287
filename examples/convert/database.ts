import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
CREATE TABLE accounts (
  company_id TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (company_id, id)
);
CREATE TABLE collaborators (
  company_id TEXT NOT NULL, user_id TEXT NOT NULL, account_id TEXT NOT NULL,
  PRIMARY KEY (company_id, user_id, account_id),
  FOREIGN KEY (company_id, account_id) REFERENCES accounts (company_id, id)
) WITHOUT ROWID;
CREATE TABLE projects (
  company_id TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  account_id TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, domains TEXT NOT NULL,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, account_id) REFERENCES accounts (company_id, id)
);
CREATE TABLE goals (
  company_id TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  project_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, target TEXT,
  FOREIGN KEY (company_id, project_id) REFERENCES projects (company_id, id)
);
CREATE TABLE experiences (
  company_id TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  project_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, url TEXT NOT NULL,
  traffic_distribution REAL NOT NULL, variations TEXT NOT NULL, goal_ids TEXT NOT NULL,
  FOREIGN KEY (company_id, project_id) REFERENCES projects (company_id, id)
);
CREATE INDEX projects_newest ON projects (company_id, account_id, created_at, id);
CREATE INDEX goals_newest ON goals (company_id, project_id, created_at, id);
CREATE INDEX experiences_newest ON experiences (company_id, project_id, created_at, id);
`;

/** Opens the API's records, making and filling them on the first start, whole or not at all. */
export function openRecords(folder: string, fill: (database: DatabaseSync) => void): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'records.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  if (database.prepare('PRAGMA user_version').get()?.user_version !== 0) return database;
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(SCHEMA);
    fill(database);
    database.exec('PRAGMA user_version = 1; COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
  return database;
}
