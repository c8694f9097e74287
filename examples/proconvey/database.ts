import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
CREATE TABLE organisations (
  organisation_id TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  name TEXT NOT NULL, sra_number TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
CREATE TABLE people (
  organisation_id TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  name TEXT NOT NULL, email TEXT NOT NULL, job_title TEXT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
CREATE TABLE contacts (
  organisation_id TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  kind TEXT NOT NULL, name TEXT NOT NULL, email TEXT, phone TEXT, address TEXT,
  PRIMARY KEY (organisation_id, id)
);
CREATE TABLE cases (
  organisation_id TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  reference TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, property TEXT NOT NULL,
  client_contact_id TEXT NOT NULL, handler_user_id TEXT, price_pence INTEGER, target_completion TEXT, notes TEXT,
  PRIMARY KEY (organisation_id, id),
  UNIQUE (organisation_id, reference),
  FOREIGN KEY (organisation_id, client_contact_id) REFERENCES contacts (organisation_id, id),
  FOREIGN KEY (organisation_id, handler_user_id) REFERENCES people (organisation_id, id)
);
CREATE TABLE quotes (
  organisation_id TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  contact_id TEXT NOT NULL, case_type TEXT NOT NULL, property_price_pence INTEGER NOT NULL, status TEXT NOT NULL,
  fees TEXT NOT NULL, total_pence INTEGER NOT NULL, expires_on TEXT,
  PRIMARY KEY (organisation_id, id),
  FOREIGN KEY (organisation_id, contact_id) REFERENCES contacts (organisation_id, id)
);
CREATE TABLE documents (
  organisation_id TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  case_id TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, uploaded_by TEXT,
  PRIMARY KEY (organisation_id, id),
  FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE TABLE document_contents (
  organisation_id TEXT NOT NULL, document_id TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (organisation_id, document_id),
  FOREIGN KEY (organisation_id, document_id) REFERENCES documents (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX contacts_newest ON contacts (organisation_id, created_at, id);
CREATE INDEX cases_newest ON cases (organisation_id, created_at, id);
CREATE INDEX quotes_newest ON quotes (organisation_id, created_at, id);
CREATE INDEX documents_newest ON documents (organisation_id, created_at, id);
`;

/** Opens the records of one mode. Creates and fills them on the first start. */
export function openRecords(
  folder: string,
  mode: string,
  fill: (database: DatabaseSync) => void,
): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, `records.${mode}.sqlite`));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (version !== 0) return database;
  // One transaction, so that a crash on the first start leaves nothing half filled.
  transaction(database, () => {
    database.exec(SCHEMA);
    fill(database);
    database.exec('PRAGMA user_version = 1');
  });
  return database;
}

/** Runs `work` in one transaction. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
