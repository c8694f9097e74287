/** An index for the rows that record removals from the log. Other rows are not in it. */
export const removals = `
CREATE INDEX audit_removals ON audit(id) WHERE kind = 'audit.removed';
`;
