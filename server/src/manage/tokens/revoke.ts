import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type Acting, isManager, nameInLog } from '../acting.ts';

/**
 * Revokes a personal access token: the user's own, or for a manager any in the tenant, so that a leaked one
 * can be ended by either. `already` if it was revoked before, so that the second of two is told; `unknown` also if the caller may
 * not see it.
 */
export async function revokeToken(
  api: Api,
  request: Inbound,
  by: Acting,
  id: string,
): Promise<'revoked' | 'already' | 'unknown'> {
  const found = await api.store.personalTokenOfTenant(id, by.tenantId);
  if (!found) return 'unknown';
  const { userId, tenantId, mode } = found.token;
  const own = userId === by.userId;
  if (!own && !isManager(api.config, by)) return 'unknown';
  const detail = { tokenId: id, ...(own ? {} : { by: nameInLog(by) }) };
  const outcome = await api.store.revokePersonalToken({
    id,
    userId,
    tenantId,
    now: api.clock.now(),
    audit: [auditEvent(api, request, 'personal_token.revoked', { userId, tenantId, mode, detail })],
  });
  return outcome === 'revoked' ? 'revoked' : 'already';
}
