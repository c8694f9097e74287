import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';
import { auditEvent } from '../../signin/audit-event.ts';

/** Ends a personal token; `unknown` also when it belongs to somebody else. */
export function revokeToken(
  api: Api,
  request: Inbound,
  owner: Pick<Membership, 'userId' | 'tenantId'>,
  id: string,
): Promise<'revoked' | 'unknown'> {
  return api.store.revokePersonalToken({
    id,
    userId: owner.userId,
    now: api.clock.now(),
    audit: [
      auditEvent(api, request, 'personal_token.revoked', {
        userId: owner.userId,
        tenantId: owner.tenantId,
        detail: { tokenId: id },
      }),
    ],
  });
}
