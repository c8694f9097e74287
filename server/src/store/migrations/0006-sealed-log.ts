/**
 * The seals of the log. Existing rows come under the first seals, so that later changes to them are detected
 * too.
 */
export const sealedLog = `
CREATE TABLE audit_seals (
  number INTEGER PRIMARY KEY,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  root TEXT NOT NULL,
  previous TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL
);

CREATE TABLE audit_seal_parts (
  seal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  rows INTEGER NOT NULL,
  root TEXT NOT NULL,
  leaves TEXT,
  PRIMARY KEY (seal, kind)
) WITHOUT ROWID;
CREATE INDEX audit_seal_parts_kept ON audit_seal_parts(kind, seal) WHERE leaves IS NOT NULL;

CREATE INDEX audit_by_client ON audit(client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_by_connected_account ON audit(connected_account_id, id) WHERE connected_account_id IS NOT NULL;
`;
