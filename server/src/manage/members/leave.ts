import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newSecret } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { inLanguageOf } from '../../mail/in-language-of.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import type { AuditEvent, AuditKind, UserId } from '../../model/index.ts';
import { reachesBeyond } from '../../signin/outside/one-tenant.ts';
import { hashPassword } from '../../signin/passwords.ts';
import { passwordChangedMail } from '../../signin/reset/letters.ts';
import { noticesOfAll } from '../../signin/session.ts';
import { type Acting, nameInLog } from '../acting.ts';
import { authorityOver } from './authority.ts';

/** `unknown`: no such member, or the caller is not a manager of the tenant. */
export type MemberProblem = 'unknown' | 'above_own' | 'last_manager' | 'elsewhere';

/** Ends a membership with its connections and tokens. The last manager cannot be removed. */
export async function removeMember(
  api: Api,
  request: Inbound,
  by: Acting,
  id: string,
): Promise<'removed' | MemberProblem> {
  const { tenantId } = by;
  const authority = await authorityOver(api, by, id);
  if (!authority) return 'unknown';
  if (authority.above) return 'above_own';
  const { member, judged } = authority;
  const { userId } = member;
  const audit = [row(api, request, 'member.removed', by, userId, { role: member.role })];
  const outcome = await api.store.removeMember({ tenantId, userId, now: api.clock.now(), judged, audit });
  return outcome === 'overtaken' ? removeMember(api, request, by, id) : outcome;
}

/** Ends every session of a member, in all tenants, because they share one sign-in. */
export async function signOutMember(
  api: Api,
  request: Inbound,
  by: Acting,
  id: string,
): Promise<'ended' | MemberProblem> {
  const authority = await authorityOver(api, by, id);
  if (!authority) return 'unknown';
  if (authority.above) return 'above_own';
  const { userId } = authority.member;
  const notices = await noticesOfAll(api, userId, null);
  const audit = [row(api, request, 'session.ended', by, userId, { reason: 'ended_for_them' })];
  await api.store.endSessionsOf({ userId, keep: null, notices, audit });
  return 'ended';
}

/**
 * Sets a new password for a member, returns it, and ends their sessions. `elsewhere`: the member has more than this tenant, which the
 * password would open as well.
 */
export async function resetPassword(
  api: SpeakingApi,
  request: Inbound,
  by: Acting,
  id: string,
): Promise<Result<string, MemberProblem>> {
  const authority = await authorityOver(api, by, id);
  if (!authority) return refused('unknown');
  if (authority.above) return refused('above_own');
  const { userId, email, name, tenantName } = authority.member;
  if (await reachesBeyond(api, userId, by.tenantId)) return refused('elsewhere');
  const password = newSecret().slice(0, 20);
  const outcome = await api.store.setPassword({
    userId,
    passwordHash: await hashPassword(password),
    keep: null,
    notices: await noticesOfAll(api, userId, null),
    mails: passwordChangedMail(
      await inLanguageOf(api, userId),
      request,
      { id: userId, email, name },
      tenantName,
    ),
    audit: [row(api, request, 'user.password_changed', by, userId, {})],
  });
  return outcome === 'changed' ? ok(password) : refused('unknown');
}

/** The audit row is about the member; `by` names the one who acted. */
function row(
  api: Api,
  request: Inbound,
  kind: AuditKind,
  by: Acting,
  userId: UserId,
  detail: AuditEvent['detail'],
): AuditEvent {
  const { tenantId } = by;
  return auditEvent(api, request, kind, { tenantId, userId, detail: { by: nameInLog(by), ...detail } });
}
