import { z } from 'zod';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Session, UserId } from '../../model/index.ts';
import { noticesOfAll } from '../../signin/session.ts';
import { shownTime, time } from '../api/shapes.ts';

export const session = z
  .object({
    id: z.string().describe('The id that applications know it by (`sid`); it grants no access.'),
    browser: z.string().nullable().describe('In plain words, such as “Firefox on Linux”.'),
    methods: z.array(z.string()).describe('How the person signed in, by the names of RFC 8176.'),
    createdAt: time.describe('When the person last proved who they are.'),
    lastSeenAt: time.describe('To the minute.'),
    expiresAt: time,
  })
  .meta({ id: 'Session', description: 'A browser in which a person is signed in.' });

export function shownSession({ publicId, browser, methods, createdAt, lastSeenAt, expiresAt }: Session) {
  return {
    id: publicId,
    browser,
    methods,
    createdAt: shownTime(createdAt),
    lastSeenAt: shownTime(lastSeenAt),
    expiresAt: shownTime(expiresAt),
  };
}

/** Ends one session of a user, and tells the applications that it signed in to. Returns whether there was one. */
export async function endSession(
  api: Api,
  request: Inbound,
  { userId, id, by }: { userId: UserId; id: string; by: string },
): Promise<boolean> {
  const all = id === '' ? [] : await api.store.sessionsOf(userId, api.clock.now());
  const found = all.find(({ publicId }) => publicId === id);
  if (!found) return false;
  const notices = (await noticesOfAll(api, userId, null)).filter(({ sessionId }) => sessionId === id);
  const reason = by === userId ? 'ended_elsewhere' : 'ended_for_them';
  const row = auditEvent(api, request, 'session.ended', { userId, detail: { reason, by } });
  await api.store.endSession(found.hash, [row], notices);
  return true;
}

/** Ends all sessions of a user. */
export async function endAllSessions(
  api: Api,
  request: Inbound,
  { userId, by }: { userId: UserId; by: string },
): Promise<void> {
  const detail = { reason: 'ended_for_them', by };
  const audit = [auditEvent(api, request, 'session.ended', { userId, detail })];
  const notices = await noticesOfAll(api, userId, null);
  await api.store.endSessionsOf({ userId, keep: null, notices, audit });
}
