/** The picture of a client, in base64, by the SHA-256 under which it is served. */
export const clientLogos = `
CREATE TABLE client_logos (
  client_id TEXT PRIMARY KEY REFERENCES clients(id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  data TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX client_logos_by_hash ON client_logos(hash);
`;
