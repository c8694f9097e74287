import { auditEvent } from '../../audit/event.ts';
import type { Client, WebhookEndpoint } from '../../model/index.ts';
import type { ManageCall } from '../api/operation.ts';
import { clientOf } from '../clients/found.ts';
import type { Row } from './endpoint.ts';

/** The endpoints of one client, or of the API owner, by the path of their operations. */
export interface Whose {
  path: '/clients/{client}/webhooks' | '/webhooks';
  whom: 'developer' | 'operator';
  /** Ends the ids of its operations. */
  name: 'ClientWebhook' | 'Webhook';
}

export const ENDPOINT = { webhook: 'Id of the endpoint.' };

/** Returns whose endpoints a call is about: a client, or `null` for the API owner; `undefined` if there is no such client. */
export async function ownerOf({ api, path }: ManageCall): Promise<Client | null | undefined> {
  return path.client === undefined ? null : (await clientOf(api, path))?.client;
}

/** The endpoint in the path, and the maker of rows about it; `null` also for an endpoint of somebody else. */
export async function endpointOf(call: ManageCall): Promise<{ endpoint: WebhookEndpoint; row: Row } | null> {
  const owner = await ownerOf(call);
  const found = await call.api.store.webhookEndpoint(call.path.webhook ?? '');
  if (owner === undefined || !found || found.clientId !== (owner?.id ?? null)) return null;
  return { endpoint: found, row: rowBy(call, owner) };
}

export function rowBy({ api, request, actor }: ManageCall, client: Client | null): Row {
  const whose = client && { userId: client.ownerUserId, tenantId: client.tenantId, mode: client.mode };
  return (kind, { clientId, detail }) =>
    auditEvent(api, request, kind, { ...whose, clientId, detail: { ...detail, by: actor.by } });
}
