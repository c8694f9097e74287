import { clients } from '../clients/rows.ts';
import { logoutNotices } from './rows.ts';

export const clientsOfSession = `
SELECT ${clients.columns()} FROM clients WHERE id IN (
  SELECT client_id FROM token_families
  WHERE json_extract(context, '$.sessionId') = :sessionId AND user_id = :userId)
ORDER BY id`;

export const insertLogoutNotice = logoutNotices.insert;

export const anyLogoutNoticeDue = `
SELECT 1 FROM logout_notices WHERE due_at <= :now AND expires_at > :now LIMIT 1`;

/** Counts the attempt. Rows that another node takes at this moment are passed over. */
export const takeLogoutNotices = `
UPDATE logout_notices SET attempts = attempts + 1, due_at = :until WHERE id IN (
  SELECT id FROM logout_notices WHERE due_at <= :now AND expires_at > :now ORDER BY due_at, id LIMIT :limit /* skip locked */)
RETURNING ${logoutNotices.columns()}`;

/** Only of the attempt that ended: a later one has counted itself. */
export const postponeLogoutNotice = `
UPDATE logout_notices SET due_at = :dueAt WHERE id = :id AND attempts = :attempts`;

export const removeLogoutNotice = `DELETE FROM logout_notices WHERE id = :id AND attempts = :attempts`;
