import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';

/**
 * Revokes a personal access token: the user's own, or for a manager any in the tenant, so that a leaked one
 * can be ended by either. `unknown` also if the caller may not see it.
 */
export async function revokeToken(
  api: Api,
  request: Inbound,
  by: Membership,
  id: string,
): Promise<'revoked' | 'unknown'> {
  const found = await api.store.personalTokenOfTenant(id, by.tenantId);
  if (!found) return 'unknown';
  const { userId, tenantId, mode } = found.token;
  const own = userId === by.userId;
  if (!own && !managesTenant(api.config, by.role)) return 'unknown';
  const detail = { tokenId: id, ...(own ? {} : { by: by.userId }) };
  return api.store.revokePersonalToken({
    id,
    userId,
    tenantId,
    now: api.clock.now(),
    audit: [auditEvent(api, request, 'personal_token.revoked', { userId, tenantId, mode, detail })],
  });
}
