import type { WebhookEndpoint, WebhookEvent } from '../../model/index.ts';

/** Returns whether an endpoint is told of an event of this type, about this client. */
export function takes(
  endpoint: Pick<WebhookEndpoint, 'clientId' | 'events'>,
  type: WebhookEvent['type'],
  clientId: string | null,
): boolean {
  return (
    (endpoint.clientId === null || endpoint.clientId === clientId) &&
    (endpoint.events === null || endpoint.events.includes(type))
  );
}
