import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { closeSession, type SignedIn } from '../../signin/session.ts';

/** Ends one of the user's own sessions, by the id that clients know it by. Returns whether there was one. */
export async function endSessionOf(
  api: Api,
  request: Inbound,
  { user }: SignedIn,
  publicId: string,
): Promise<boolean> {
  const sessions = publicId === '' ? [] : await api.store.sessionsOf(user.id, api.clock.now());
  const session = sessions.find((each) => each.publicId === publicId);
  if (!session) return false;
  await closeSession(api, request, { user, session }, 'ended_elsewhere');
  return true;
}
