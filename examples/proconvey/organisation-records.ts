import type { DatabaseSync } from 'node:sqlite';
import type { Caller } from '@latchkey/guard';
import { Problem } from '../contract/problem.ts';
import { type Shelf, TenantTable } from '../contract/tenant-table.ts';
import { transaction } from './database.ts';
import type { Case, Contact, Document, Organisation, Person, Quote } from './types.ts';

/** All records of one organisation in one mode. Those of others cannot be reached through it. */
export interface OrganisationRecords {
  organisation: Shelf<Organisation>;
  people: Shelf<Person>;
  contacts: Shelf<Contact>;
  cases: Shelf<Case>;
  quotes: Shelf<Quote>;
  documents: Shelf<Document>;
  contents: Contents;
  /** Runs several changes in one transaction. */
  together<Result>(work: () => Result): Result;
  /** Returns the rows of a report. The statement has `:organisation` in place of the organisation's id. */
  report(sql: string, values?: Record<string, string>): Record<string, unknown>[];
}

/** The bytes of documents. */
export interface Contents {
  read(documentId: string): Uint8Array | null;
  write(documentId: string, bytes: Uint8Array): void;
}

/** Returns the records that a caller may use. */
export type RecordsOf = (caller: Caller) => OrganisationRecords;

const KEPT = ['id', 'created_at', 'updated_at'] as const;

/** Divides a database by organisation. */
export function organisationRecords(database: DatabaseSync): (organisationId: string) => OrganisationRecords {
  const tenantColumn = 'organisation_id';
  const organisation = new TenantTable<Organisation>(database, {
    table: 'organisations',
    tenantColumn,
    columns: [...KEPT, 'name', 'sra_number', 'phone', 'email', 'address'],
    json: ['address'],
  });
  const people = new TenantTable<Person>(database, {
    table: 'people',
    tenantColumn,
    columns: [...KEPT, 'name', 'email', 'job_title'],
  });
  const contacts = new TenantTable<Contact>(database, {
    table: 'contacts',
    tenantColumn,
    columns: [...KEPT, 'kind', 'name', 'email', 'phone', 'address'],
    json: ['address'],
  });
  const cases = new TenantTable<Case>(database, {
    table: 'cases',
    tenantColumn,
    columns: [
      ...KEPT,
      'reference',
      'type',
      'status',
      'property',
      'client_contact_id',
      'handler_user_id',
      'price_pence',
      'target_completion',
      'notes',
    ],
    json: ['property'],
  });
  const quotes = new TenantTable<Quote>(database, {
    table: 'quotes',
    tenantColumn,
    columns: [
      ...KEPT,
      'contact_id',
      'case_type',
      'property_price_pence',
      'status',
      'fees',
      'total_pence',
      'expires_on',
    ],
    json: ['fees'],
  });
  const documents = new TenantTable<Document>(database, {
    table: 'documents',
    tenantColumn,
    columns: [...KEPT, 'case_id', 'name', 'media_type', 'size_bytes', 'sha256', 'uploaded_by'],
  });
  return (id) => ({
    organisation: organisation.of(id),
    people: people.of(id),
    contacts: contacts.of(id),
    cases: cases.of(id),
    quotes: quotes.of(id),
    documents: documents.of(id),
    contents: contentsOf(database, id),
    together: (work) => transaction(database, work),
    report: (sql, values = {}) => database.prepare(sql).all({ ...values, organisation: id }),
  });
}

/** Chooses the records by mode and organisation, which come from the signed identity only. */
export function recordsByCaller(
  databases: Record<Caller['mode'], ReturnType<typeof organisationRecords>>,
): RecordsOf {
  return ({ tenant, mode }) => {
    if (!tenant) {
      const detail = 'This call names no organisation, and there are no records outside of one.';
      throw new Problem(403, 'connected_account_required', 'Forbidden', detail);
    }
    return databases[mode](tenant.id);
  };
}

function contentsOf(database: DatabaseSync, organisationId: string): Contents {
  return {
    read(documentId) {
      const row = database
        .prepare('SELECT bytes FROM document_contents WHERE organisation_id = ? AND document_id = ?')
        .get(organisationId, documentId);
      return row?.bytes instanceof Uint8Array ? row.bytes : null;
    },
    write(documentId, bytes) {
      database
        .prepare('INSERT INTO document_contents (organisation_id, document_id, bytes) VALUES (?, ?, ?)')
        .run(organisationId, documentId, bytes);
    },
  };
}
