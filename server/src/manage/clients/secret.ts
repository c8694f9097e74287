import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY } from '../../lib/clock.ts';
import type { Client, ClientSecret } from '../../model/index.ts';
import { newClientSecret } from '../../tokens/client-secret.ts';

/** How long, in days, the old secret remains valid beside the new one. */
export const OVERLAPS = [7, 1, 0] as const;

/**
 * Adds a secret. The previous one stays valid for `days`, so that it can be replaced without an interruption.
 */
export async function addSecret(
  api: Api,
  request: Inbound,
  client: Client,
  days: (typeof OVERLAPS)[number],
  by: string | null = client.ownerUserId,
): Promise<{ secret: string; record: ClientSecret } | null> {
  const now = api.clock.now();
  const { secret, record } = newClientSecret(api, client, now);
  const outcome = await api.store.addClientSecret(record, now + days * DAY, [
    auditEvent(api, request, 'client.secret_added', {
      userId: client.ownerUserId,
      tenantId: client.tenantId,
      clientId: client.id,
      mode: client.mode,
      detail: { overlapDays: days, by },
    }),
  ]);
  return outcome === 'added' ? { secret, record } : null;
}
