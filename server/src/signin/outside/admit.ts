import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newId } from '../../lib/ids.ts';
import type { User, UserId } from '../../model/index.ts';
import { applyPlaces, type Places } from './places.ts';

/** A person as another system has authenticated them. */
export interface OutsidePerson {
  source: string;
  subject: string;
  name: string;
  email: string;
  emailVerified: boolean;
  /** The id that a new person should have, if nobody has it. */
  wantedId: UserId | null;
  /** `null`: memberships stay as they are. */
  places: Places | null;
}

/**
 * Returns the person of an account at another system, by source and subject alone. A new one is added; somebody else
 * here may have the same e-mail address, and stays another person.
 */
export async function admitPerson(api: Api, request: Inbound, person: OutsidePerson): Promise<User> {
  const { source, subject, name, email, emailVerified, wantedId } = person;
  const detail = { source };
  const { user } = await api.store.admitOutside({
    ...{ source, subject, name, email, emailVerified, now: api.clock.now() },
    userIds: [...(wantedId === null ? [] : [wantedId]), newId('usr')],
    audit: {
      added: [auditEvent(api, request, 'user.created', { detail })],
      changed: [auditEvent(api, request, 'user.changed', { detail })],
    },
  });
  if (person.places) await applyPlaces(api, request, user, source, person.places);
  return user;
}
