import type { AuditKind, AuditRow } from '../../model/index.ts';
import { type Html, html } from '../html.ts';
import { atMinute } from './moment.ts';

const WORDS: Record<AuditKind, string> = {
  'authorization.granted': 'Allowed by consent',
  'authorization.pushed': 'Authorization asked for',
  'authorization.denied': 'Consent refused',
  'authorization.changed': 'Connection changed',
  'authorization.revoked': 'Connection revoked',
  'code.redeemed': 'Connected',
  'code.replayed': 'A code was presented twice; its tokens were ended',
  'device.requested': 'A device asked',
  'device.redeemed': 'Device connected',
  'device.refused': 'A device code was not known',
  'token.issued': 'Token issued',
  'token.refreshed': 'Token refreshed',
  'token.repeated': 'Token refreshed again',
  'token.reused': 'An old refresh token was reused; its tokens were ended',
  'token.revoked': 'Token revoked',
  'token.refused': 'Token refused',
  'client.created': 'Client created',
  'client.changed': 'Client changed',
  'client.deleted': 'Client deleted',
  'client.secret_added': 'Client secret added',
  'personal_token.created': 'Personal access token created',
  'personal_token.revoked': 'Personal access token revoked',
  'management_token.created': 'Management token created',
  'management_token.revoked': 'Management token revoked',
  'operator.set': 'Operator appointed',
  'operator.removed': 'Operator removed',
  'member.role_changed': 'Role changed',
  'role.changed': 'Role defined',
  'role.removed': 'Role removed',
  'member.added': 'Member added',
  'member.alert_mails_changed': 'Mails about unusual use switched',
  'member.removed': 'Member removed',
  'tenant.created': 'Tenant created',
  'tenant.deleted': 'Tenant deleted',
  'user.created': 'User created',
  'user.reset_asked': 'A new password was asked for by mail',
  'user.changed': 'Name or address changed where the user signs in',
  'user.password_changed': 'Password changed',
  'user.deleted': 'User deleted',
  'registration_token.created': 'Registration token created',
  'signing_key.rotated': 'Signing key rotated',
  'mail.given_up': 'A mail could not be sent',
  'anomaly.found': 'Unusual use noticed',
  'anomaly.closed': 'Alert about unusual use closed',
  'webhook.added': 'Webhook endpoint added',
  'webhook.removed': 'Webhook endpoint removed',
  'webhook.secret_rotated': 'Webhook secret rotated',
  'webhook.replayed': 'Webhook events replayed',
  'webhook.disabled': 'Webhook endpoint disabled',
  'webhook.enabled': 'Webhook endpoint enabled',
  'limit.near': 'A daily limit is nearly used up',
  'limit.reached': 'A limit is used up',
  'sign_in.answered': 'A sign-in or consent was decided by the application',
  'outside_account.linked': 'Another way to sign in linked',
  'outside_account.unlinked': 'Another way to sign in removed',
  'session.opened': 'Signed in',
  'session.refused': 'Sign-in refused',
  'session.ended': 'Signed out',
  'decision.asked': 'Asked what a call would be answered',
  'api.called': 'API call',
  'backup.restored': 'Restored from a backup',
  'audit.removed': 'Old entries left the log',
};

/** Returns the words for a kind of audit row on the pages. */
export function inWords(kind: AuditKind): string {
  return WORDS[kind] ?? kind;
}

/** Lists events in words, newest first. If they are about several users, `names` says by id about whom each is. */
export function activityList(rows: AuditRow[], names: ReadonlyMap<string, string>): Html {
  if (rows.length === 0) return html`<p class="soft">Nothing yet.</p>`;
  const several = new Set(rows.map(({ userId }) => userId)).size > 1;
  return html`<ul class="log">${rows.map(
    ({ kind, outcome, code, at, userId, detail: { operation, cause } }) => {
      const whose = several && userId !== null && (names.get(userId) ?? userId);
      const tried = typeof operation === 'string' && operation !== code && operation;
      return html`<li><span>${cause === 'expired' ? 'Connection expired' : inWords(kind)}${tried && html` <code>${tried}</code>`}${code !== null && html` <code>${code}</code>`}${
        outcome === 'denied' && html` <span class="badge bad">Refused</span>`
      }${whose && html` <span class="soft">for ${whose}</span>`}</span> <span class="soft">${atMinute(at)}</span></li>`;
    },
  )}</ul>`;
}
