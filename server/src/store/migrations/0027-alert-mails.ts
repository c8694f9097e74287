/** Whether a manager wants mails about unusual use in that tenant. */
export const alertMails = `
ALTER TABLE memberships ADD COLUMN alert_mails INTEGER NOT NULL DEFAULT 1;
`;
