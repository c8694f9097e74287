import type { Api } from '../../api.ts';
import type { Client, EventType } from '../../model/index.ts';

/** More endpoints than a client may have. */
const ALL = 100;

/** Returns whether a client has an endpoint that is sent an event of a type. */
export async function isTold(api: Api, { id }: Client, type: EventType): Promise<boolean> {
  const endpoints = await api.store.webhookEndpoints({ clientId: id, after: '', limit: ALL });
  return endpoints.some(
    ({ disabledAt, events }) => disabledAt === null && (events === null || events.includes(type)),
  );
}
