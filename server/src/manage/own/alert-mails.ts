import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';

/** Switches the mails about unusual use in one tenant on or off, for the manager who asks and for nobody else. */
export async function setAlertMails(
  api: Api,
  request: Inbound,
  { userId, tenantId }: Pick<Membership, 'userId' | 'tenantId'>,
  wanted: boolean,
): Promise<void> {
  await api.store.setAlertMails({
    ...{ userId, tenantId, wanted },
    audit: [
      auditEvent(api, request, 'member.alert_mails_changed', {
        ...{ userId, tenantId },
        detail: { wanted, by: userId },
      }),
    ],
  });
}
