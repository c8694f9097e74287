import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { inLanguageOf } from '../../mail/in-language-of.ts';
import type { User } from '../../model/index.ts';
import { passwordChangedMail } from '../../signin/reset/letters.ts';
import { noticesOfAll } from '../../signin/session.ts';
import { inDefaultLanguage } from '../api/language.ts';

/** Replaces a user's password, or with `null` takes it away, tells them by mail, and ends their sessions. */
export async function setPasswordOf(
  api: Api,
  request: Inbound,
  { user, passwordHash, by }: { user: User; passwordHash: string | null; by: string },
): Promise<'changed' | 'unknown'> {
  const { id: userId } = user;
  const detail = { by, ...(passwordHash === null ? { removed: true } : {}) };
  return api.store.setPassword({
    userId,
    passwordHash,
    keep: null,
    notices: await noticesOfAll(api, userId, null),
    mails: passwordChangedMail(
      await inLanguageOf(inDefaultLanguage(api), user.id),
      request,
      user,
      api.config.title,
    ),
    audit: [auditEvent(api, request, 'user.password_changed', { userId, detail })],
  });
}
