/** The OpenID provider of a tenant. Its secret is sealed. */
export const tenantProviders = `
CREATE TABLE tenant_providers (
  tenant_id TEXT PRIMARY KEY REFERENCES tenants(id),
  title TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
`;
