/**
 * Whether a person who operates the API wants mails about what waits for approval; and to which mails of theirs each mail belongs, which
 * they can end from within it. So far, mails to a person about a tenant were those of unusual use.
 */
export const approvalMails = `
ALTER TABLE preferences ADD COLUMN approval_mails INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mails ADD COLUMN subscription TEXT;
UPDATE mails SET subscription = 'alerts' WHERE user_id IS NOT NULL AND tenant_id IS NOT NULL;
`;
