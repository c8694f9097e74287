/** The owner of the endpoints: the id of a client, or `null` for the API's owner. Both have the same operations. */
export type Whose = string | null;

const OF_OWNER = {
  listClientWebhooks: 'listWebhooks',
  createClientWebhook: 'createWebhook',
  getClientWebhook: 'getWebhook',
  changeClientWebhook: 'changeWebhook',
  removeClientWebhook: 'removeWebhook',
  rotateClientWebhookSecret: 'rotateWebhookSecret',
  listClientWebhookDeliveries: 'listWebhookDeliveries',
  resendClientWebhookDelivery: 'resendWebhookDelivery',
  testClientWebhook: 'testWebhook',
  replayClientWebhook: 'replayWebhook',
} as const;

type OfClient = keyof typeof OF_OWNER;

/** Returns the operation for these endpoints. That of the owner takes the same input, and does not look at `client`. */
export function operationFor<Id extends OfClient>(whose: Whose, id: Id): Id {
  return (whose === null ? OF_OWNER[id] : id) as Id;
}

/** Where the page of an endpoint is. */
export function pageOf(whose: Whose, webhook: string): string {
  const id = encodeURIComponent(webhook);
  return whose === null
    ? `/owner/webhooks/${id}`
    : `/applications/${encodeURIComponent(whose)}/webhooks/${id}`;
}
