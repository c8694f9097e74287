import {
  EVENT_TYPES,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookEvent,
} from '../../model/index.ts';
import { branded, flag, integer, list, nullable, object, oneOf, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const webhookEndpoints = table<WebhookEndpoint>('webhook_endpoints', {
  id: text,
  clientId: nullable(branded()),
  url: text,
  events: nullable(list()),
  ordered: flag,
  secrets: list<WebhookEndpoint['secrets'][number]>(),
  createdAt: integer,
  disabledAt: nullable(integer),
  failures: integer,
  failingSince: nullable(integer),
  pausedUntil: integer,
});

/** Without its number, which the database gives in the order of commits. */
export const webhookEvents = table<WebhookEvent>('webhook_events', {
  id: text,
  type: oneOf(...EVENT_TYPES),
  at: integer,
  clientId: nullable(branded()),
  tenantId: nullable(branded()),
  connectedAccountId: nullable(branded()),
  mode: nullable(mode),
  data: object,
  expiresAt: integer,
});

export const webhookDeliveries = table<WebhookDelivery>('webhook_deliveries', {
  endpointId: text,
  eventNumber: integer,
  account: nullable(branded()),
  status: oneOf('due', 'waiting', 'delivered', 'given_up'),
  attempts: integer,
  dueAt: nullable(integer),
  since: integer,
  answeredAt: nullable(integer),
  answer: nullable(text),
  body: nullable(text),
  named: flag,
});
