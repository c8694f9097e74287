import type { Api } from '../../api.ts';
import type { ClientId, EventType } from '../../model/index.ts';
import { takes } from '../../rules/webhook/takes.ts';

/** More endpoints than a client, or the owner, may have. */
const ALL = 100;

/** Returns whether a client, or the API's owner (`null`), has an endpoint that is sent an event of a type. */
export async function isTold(api: Api, clientId: ClientId | null, type: EventType): Promise<boolean> {
  const endpoints = await api.store.webhookEndpoints({ clientId, after: '', limit: ALL });
  return endpoints.some((endpoint) => endpoint.disabledAt === null && takes(endpoint, type, clientId));
}
