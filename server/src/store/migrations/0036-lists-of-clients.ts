/** Clients by the time at which they were made, and those that registered themselves by their last use. */
export const listsOfClients = `
CREATE INDEX clients_by_time ON clients(created_at, id);
CREATE INDEX clients_by_last_use ON clients((coalesce(last_used_at, created_at)))
  WHERE origin IN ('registration', 'document');
`;
