import type { LogoutNotice } from '../../model/index.ts';
import { branded, integer, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const logoutNotices = table<LogoutNotice>('logout_notices', {
  id: text,
  clientId: branded(),
  userId: branded(),
  sessionId: text,
  attempts: integer,
  dueAt: integer,
  expiresAt: integer,
});
