/** Mails that wait to be sent; one that was sent leaves. */
export const mails = `
CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  user_id TEXT,
  tenant_id TEXT,
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  answer TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX mails_due ON mails(due_at);
CREATE INDEX mails_by_time ON mails(created_at);
CREATE INDEX mails_of_user ON mails(user_id) WHERE user_id IS NOT NULL;
CREATE INDEX mails_of_tenant ON mails(tenant_id) WHERE tenant_id IS NOT NULL;
`;
