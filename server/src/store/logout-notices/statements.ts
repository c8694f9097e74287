import { clients } from '../clients/rows.ts';
import { logoutNotices } from './rows.ts';

export const clientsOfSession = `
SELECT ${clients.columns()} FROM clients WHERE id IN (
  SELECT client_id FROM token_families
  WHERE json_extract(context, '$.sessionId') = :sessionId AND user_id = :userId)
ORDER BY id`;

export const insertLogoutNotice = logoutNotices.insert;

export const dueLogoutNotices = `
SELECT ${logoutNotices.columns()} FROM logout_notices
WHERE due_at <= :now AND expires_at > :now ORDER BY due_at, id LIMIT :limit`;

export const postponeLogoutNotice = `
UPDATE logout_notices SET due_at = :dueAt, attempts = :attempts WHERE id = :id`;

export const removeLogoutNotice = `DELETE FROM logout_notices WHERE id = :id`;
