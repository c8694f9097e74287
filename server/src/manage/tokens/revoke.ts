import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';

/** Ends a personal token; `unknown` also when it belongs to somebody else or to another tenant. */
export async function revokeToken(
  api: Api,
  request: Inbound,
  { userId, tenantId }: Pick<Membership, 'userId' | 'tenantId'>,
  id: string,
): Promise<'revoked' | 'unknown'> {
  return api.store.revokePersonalToken({
    id,
    userId,
    tenantId,
    now: api.clock.now(),
    audit: [
      auditEvent(api, request, 'personal_token.revoked', { userId, tenantId, detail: { tokenId: id } }),
    ],
  });
}
