import type { Answer } from '../../http/answer.ts';
import { ownEndpoint } from '../../manage/webhooks/own.ts';
import type { Client, WebhookEndpoint } from '../../model/index.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientPath } from './client-tabs.ts';
import type { Visit } from './visit.ts';

/** An endpoint of a client that the user owns. */
export interface OwnEndpoint {
  client: Client;
  endpoint: WebhookEndpoint;
  /** The path of its page. */
  own: string;
}

/** Returns the path of an endpoint's page. */
export function endpointPath(api: PageApi, client: Client, { id }: Pick<WebhookEndpoint, 'id'>): string {
  return `${clientPath(api, client, '/webhooks')}/${id}`;
}

/** Makes the handler of a page about an endpoint. For an endpoint of somebody else there is no page. */
export function ofOwnEndpoint<V extends Visit>(
  answer: (api: PageApi, visit: V, found: OwnEndpoint) => Answer | Promise<Answer>,
) {
  return async (api: PageApi, visit: V, clientId: string, id: string): Promise<Answer> => {
    const found = await ownEndpoint(api, visit.membership, clientId, id);
    if (!found) return notFoundPage(api);
    return answer(api, visit, { ...found, own: endpointPath(api, found.client, found.endpoint) });
  };
}
