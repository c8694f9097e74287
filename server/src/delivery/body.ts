import type { Api } from '../api.ts';
import type { WebhookEvent } from '../model/index.ts';

/**
 * Returns the body of an event: `{ type, timestamp, data }`, ids only. `skipped` names earlier events of the connected
 * account that the endpoint was never given.
 */
export function bodyOf(
  { config }: Pick<Api, 'config'>,
  event: Pick<WebhookEvent, 'at' | 'clientId' | 'tenantId' | 'connectedAccountId' | 'mode' | 'data'> & {
    type: string;
  },
  skipped: readonly string[] = [],
): string {
  const { type, at, clientId, tenantId, connectedAccountId, mode } = event;
  const members = {
    client_id: clientId,
    [config.tenant.field]: tenantId,
    connected_account_id: connectedAccountId,
    mode,
    ...event.data,
    ...(skipped.length > 0 ? { skipped } : {}),
  };
  const data = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
}
