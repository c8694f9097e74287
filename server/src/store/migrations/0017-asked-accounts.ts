/** An index for refused calls by the account that they asked for. Other rows are not in it. */
export const askedAccounts = `
CREATE INDEX audit_by_asked_account ON audit(json_extract(detail, '$.account'))
WHERE kind = 'api.called' AND outcome = 'denied' AND json_extract(detail, '$.account') IS NOT NULL;
`;
