/**
 * Uses were not remembered before, so whoever is there already counts as used. The index holds only what may have
 * to leave.
 */
export const unusedRegistrations = `
UPDATE clients SET last_used_at = created_at WHERE last_used_at IS NULL;

CREATE INDEX clients_never_used ON clients(created_at)
WHERE last_used_at IS NULL AND origin IN ('registration', 'document');
`;
