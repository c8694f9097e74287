import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { UserId } from '../../model/index.ts';
import { mayGiveUp } from '../../rules/factor/second-step.ts';
import { demandsSecondStep } from '../../signin/factors/demanded.ts';

/** Removes one of the user's own passkeys. `demanded`: it is the last factor of a user of whom the API demands one. */
export async function removePasskey(
  api: Api,
  request: Inbound,
  userId: UserId,
  id: string,
): Promise<'removed' | 'unknown' | 'demanded'> {
  const factors = await api.store.factorsOf(userId);
  const passkey = factors.passkeys.find((each) => each.id === id);
  if (!passkey) return 'unknown';
  if (!mayGiveUp(factors, await demandsSecondStep(api, userId), 'passkey')) return 'demanded';
  const detail = { passkey: id, name: passkey.name, by: userId };
  const audit = [auditEvent(api, request, 'passkey.removed', { userId, detail })];
  return api.store.removePasskey({ id, userId, audit });
}
