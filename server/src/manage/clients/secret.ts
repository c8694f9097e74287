import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import type { Client, ClientSecret, Instant } from '../../model/index.ts';

/** How long, in days, the old secret may go on beside the new one. */
export const OVERLAPS = [7, 1, 0] as const;

export function newClientSecret(clientId: string, now: Instant): { secret: string; record: ClientSecret } {
  const secret = newSecret();
  const record = { clientId, hash: sha256(secret), hint: secret.slice(-4), createdAt: now, expiresAt: null };
  return { secret, record };
}

/** Adds a secret; the one before works for `days` more, so that it can be replaced without an interruption. */
export async function addSecret(
  api: Api,
  request: Inbound,
  client: Client,
  days: (typeof OVERLAPS)[number],
): Promise<string | null> {
  const now = api.clock.now();
  const { secret, record } = newClientSecret(client.id, now);
  const outcome = await api.store.addClientSecret(record, now + days * DAY, [
    auditEvent(api, request, 'client.secret_added', {
      userId: client.ownerUserId,
      tenantId: client.tenantId,
      clientId: client.id,
      mode: client.mode,
      detail: { overlapDays: days },
    }),
  ]);
  return outcome === 'added' ? secret : null;
}
