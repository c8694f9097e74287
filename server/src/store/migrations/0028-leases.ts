/** Which node does what one node alone has to do, and until when by the database's clock. */
export const leases = `
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) WITHOUT ROWID;
`;
