import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { Throttle } from '../../limits/throttle.ts';
import type { Client, Membership, WebhookEndpoint } from '../../model/index.ts';
import { ownClient } from '../clients/own.ts';
import type { Row } from './endpoint.ts';

/** Returns an endpoint of a user's own client, or `null` if it is another client's or there is none. */
export async function ownEndpoint(
  api: Api,
  by: Membership,
  clientId: string,
  id: string,
): Promise<{ client: Client; endpoint: WebhookEndpoint } | null> {
  const found = await ownClient(api, by, clientId);
  const endpoint = found && (await api.store.webhookEndpoint(id));
  return found && endpoint?.clientId === found.client.id ? { client: found.client, endpoint } : null;
}

/** Returns the maker of rows about what a client's owner changes on a page. */
export function rowOfOwner(api: Api, request: Inbound, client: Client): Row {
  const { ownerUserId: userId, tenantId, mode } = client;
  return (kind, about) => auditEvent(api, request, kind, { userId, tenantId, mode, ...about });
}

/** Returns whether a person may have Latchkey call an address, or walk through events, once more this minute. */
export async function mayTry(api: Api, { userId }: { userId: string }): Promise<boolean> {
  return (await WEBHOOK_TRIES.take(api.runtime.throttles, userId)) === null;
}

/** A person who tries out an endpoint presses a button a few times. */
export const WEBHOOK_TRIES = new Throttle('webhook try', { calls: 20, per: 60 });
