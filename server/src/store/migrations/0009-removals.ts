/** The rows that tell what has left the log are found without reading it; no other row costs anything for it. */
export const removals = `
CREATE INDEX audit_removals ON audit(id) WHERE kind = 'audit.removed';
`;
