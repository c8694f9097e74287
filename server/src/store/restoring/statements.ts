import { HELD } from '../../rules/tenant/held-member.ts';
import { auditRows } from '../audit/rows.ts';

export const insertAuditRow = auditRows.insert;
export const auditRow = `SELECT 1 FROM audit WHERE id = :id`;

/** In an order in which no row refers to a deleted one. */
export const endOneTimeThings = [
  'DELETE FROM authorization_codes',
  'DELETE FROM pushed_requests',
  'DELETE FROM device_requests',
  'DELETE FROM sign_in_challenges',
  'DELETE FROM shown_once',
  'DELETE FROM mailed_links',
  'DELETE FROM mails WHERE secret IS NOT NULL',
];

/** As a revocation does, without one. */
export const endTokensOfGrant = `UPDATE grants SET version = version + 1 WHERE id = :grantId`;

export const endTokensOfClient = `
UPDATE access_tokens SET revoked_at = :now
WHERE client_id = :clientId AND grant_id IS NULL AND revoked_at IS NULL`;

export const forgetPassword = `UPDATE users SET password_hash = NULL WHERE id = :userId`;

export const endRecoveryCodes = `UPDATE recovery_codes SET used_at = :now WHERE user_id = :userId AND used_at IS NULL`;

export const endRegistrationTokens = `DELETE FROM initial_access_tokens WHERE uses_left IS NOT NULL`;

export const disableWebhookEndpoint = `
UPDATE webhook_endpoints SET disabled_at = :now WHERE id = :id AND disabled_at IS NULL`;

/** A token that was used has a successor under its key, which nobody can derive again. */
export const refreshWithKey = `
UPDATE refresh_tokens SET key_id = :successionId WHERE key_id = :lost AND used_at IS NULL`;

const LIVE_ACCOUNTS = `SELECT connected_account_id FROM grants WHERE status <> 'revoked'`;

/** The holds that managers have set on what has not ended. */
export const holdsOnGrants = `SELECT id, held FROM grants WHERE held IS NOT NULL AND status <> 'revoked'`;
export const setHoldOnGrant = `UPDATE grants SET held = :held WHERE id = :id`;
export const holdsOnAccounts = `SELECT id, held FROM connected_accounts WHERE held IS NOT NULL AND id IN (${LIVE_ACCOUNTS})`;
export const setHoldOnAccount = `UPDATE connected_accounts SET held = :held WHERE id = :id`;

export const clientSettings = `SELECT id, settings FROM clients`;
export const holdClient = `UPDATE clients SET registration_token_hash = NULL, settings = :settings WHERE id = :id`;

/** Deleted where nothing shows it afterwards; revoked, suspended or held where people see it in a list. */
export const endEverything = [
  ...endOneTimeThings,
  'DELETE FROM access_tokens',
  'DELETE FROM refresh_tokens',
  'DELETE FROM token_families',
  'DELETE FROM sessions',
  'DELETE FROM initial_access_tokens',
  'DELETE FROM invitations',
  'UPDATE personal_tokens SET revoked_at = :now WHERE revoked_at IS NULL',
  'UPDATE management_tokens SET revoked_at = :now WHERE revoked_at IS NULL',
  'DELETE FROM operators',
  `UPDATE developers SET state = 'pending' WHERE state = 'approved'`,
  'DELETE FROM client_secrets',
  'UPDATE users SET password_hash = NULL',
  'DELETE FROM outside_accounts WHERE founding = 0',
  'DELETE FROM tenant_providers',
  'DELETE FROM group_roles',
  // An authenticator app stays: it only ever adds to a password, which everybody gets anew.
  'DELETE FROM passkeys',
  'UPDATE recovery_codes SET used_at = :now WHERE used_at IS NULL',
  'UPDATE grants SET version = version + 1',
  // One that was suspended before keeps its date, by which a confirmation of all tells it apart.
  `UPDATE grants SET held = coalesce(held, :stopped) WHERE status = 'suspended'`,
  `UPDATE grants SET status = 'suspended', held = coalesce(held, :stopped), updated_at = :now WHERE status = 'active'`,
  `UPDATE connected_accounts SET held = coalesce(held, :stopped) WHERE id IN (${LIVE_ACCOUNTS})`,
  `UPDATE memberships SET role = '${HELD}' || role WHERE role NOT LIKE '${HELD}%'`,
  'UPDATE webhook_endpoints SET disabled_at = coalesce(disabled_at, :now)',
  `DELETE FROM sealed_keys WHERE purpose IN ('signing', 'succession', 'form')`,
];

/** In the order of `RestoredCounts`. */
export const countRestored = `
SELECT
  (SELECT count(*) FROM access_tokens WHERE revoked_at IS NULL AND expires_at > :now),
  (SELECT count(*) FROM refresh_tokens WHERE used_at IS NULL AND expires_at > :now),
  (SELECT count(*) FROM personal_tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)),
  (SELECT count(*) FROM sessions WHERE expires_at > :now),
  (SELECT count(*) FROM grants WHERE status = 'active'),
  (SELECT count(*) FROM clients),
  (SELECT count(*) FROM client_secrets WHERE expires_at IS NULL OR expires_at > :now),
  (SELECT count(*) FROM memberships),
  (SELECT count(*) FROM users WHERE password_hash IS NOT NULL),
  (SELECT count(*) FROM webhook_endpoints WHERE disabled_at IS NULL)`;
