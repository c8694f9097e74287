import type { Api } from '../../api.ts';
import { speakingTo } from '../../mail/in-language-of.ts';
import type { AuditEvent, Developer, Instant, User } from '../../model/index.ts';
import { decidedMail } from './letters.ts';
import { leaveTestTenant } from './tenant-for-tests.ts';

export interface Decision {
  user: User;
  to: 'approved' | 'refused';
  /** Why they are refused, for them to read. */
  reason: string | null;
  /** Whether mails go out here. */
  mails: boolean;
  now: Instant;
  audit: AuditEvent[];
}

export type DecideOutcome =
  | { outcome: 'decided'; developer: Developer }
  /** `same`: it had been decided so before. */
  | { outcome: 'same' | 'unknown' };

/** Approves a developer, or refuses one, and tells them by mail. Clients that they have made stay as they are. */
export async function decideDeveloper(
  api: Pick<Api, 'config' | 'clock' | 'address' | 'store'>,
  decision: Decision,
): Promise<DecideOutcome> {
  const { user, to, now, audit } = decision;
  const found = await api.store.developer(user.id);
  if (!found) return { outcome: 'unknown' };
  if (found.state === to) return { outcome: 'same' };
  const reason = to === 'refused' ? decision.reason : null;
  const spoken = await speakingTo(api, user.id);
  const outcome = await api.store.decideDeveloper({
    ...{ userId: user.id, from: found.state, to, reason, now, audit },
    mails: decision.mails ? [decidedMail(spoken, user, { state: to, reason })] : [],
  });
  if (outcome === 'overtaken') return decideDeveloper(api, decision);
  if (outcome === 'unknown') return { outcome };
  if (to === 'refused') await leaveTestTenant(api, user.id, audit);
  return { outcome: 'decided', developer: { ...found, state: to, reason, decidedAt: now } };
}
