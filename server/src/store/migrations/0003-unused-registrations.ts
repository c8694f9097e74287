/**
 * Uses were not recorded before, so existing clients count as used. The index contains only clients that may
 * have to be removed.
 */
export const unusedRegistrations = `
UPDATE clients SET last_used_at = created_at WHERE last_used_at IS NULL;

CREATE INDEX clients_never_used ON clients(created_at)
WHERE last_used_at IS NULL AND origin IN ('registration', 'document');
`;
