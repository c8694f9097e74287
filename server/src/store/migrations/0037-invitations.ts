/** Invitations of people into a tenant, by the SHA-256 of the secret in the mailed link. There is one for each address in a tenant. */
export const invitations = `
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  tenant_id TEXT NOT NULL,
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX invitations_of_tenant ON invitations(tenant_id, lower(email));
CREATE INDEX invitations_by_person ON invitations(invited_by);
CREATE INDEX invitations_by_email ON invitations(lower(email));
`;
