import type { Mode } from '../../../wire/caller.ts';
import type { ClientId, ConnectedAccountId, Instant, TenantId } from './ids.ts';

/** The events that an endpoint can be told of. `webhook.test` is sent on request alone and has no subscription. */
export const EVENT_TYPES = [
  'connection.authorized',
  'connection.changed',
  'connection.suspended',
  'connection.resumed',
  'connection.revoked',
  'token.reused',
  'limit.near',
  'limit.reached',
  'client.secret_rotated',
  'client.deleted',
  'key.rotated',
  'anomaly.found',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Endpoints of a client are gone by then, or are not concerned: those of the API owner alone are told of these. */
export const OWNERS_EVENTS: ReadonlySet<string> = new Set<EventType>(['client.deleted', 'key.rotated']);

/** An address that is told of events: a client's, of its own; the API owner's, of all. */
export interface WebhookEndpoint {
  readonly id: string;
  /** `null`: the API owner's. */
  readonly clientId: ClientId | null;
  readonly url: string;
  /** Event types that it takes; `null` takes all, later ones too. */
  readonly events: readonly string[] | null;
  /** Whether the events of one connected account arrive one after the other. */
  readonly ordered: boolean;
  /** One, or two while a rotation is under way; the newest first. */
  readonly secrets: readonly WebhookSecret[];
  readonly createdAt: Instant;
  /** When five days of failures ended deliveries; `null` while it is served. */
  readonly disabledAt: Instant | null;
  /** Failed attempts since the last success. */
  readonly failures: number;
  /** The first failure since the last success. */
  readonly failingSince: Instant | null;
  /** Nothing is sent before (the circuit). */
  readonly pausedUntil: Instant;
}

export interface WebhookSecret {
  readonly id: string;
  /** Sealed under the key for webhook secrets; opens to the text `whsec_…`. */
  readonly sealed: string;
  /** Signs no more from then on; `null` for the newest. */
  readonly expiresAt: Instant | null;
}

/** An event as it waits in the outbox, written in the transaction of the change that it tells of. */
export interface WebhookEvent {
  readonly id: string;
  readonly type: EventType;
  readonly at: Instant;
  readonly clientId: ClientId | null;
  readonly tenantId: TenantId | null;
  readonly connectedAccountId: ConnectedAccountId | null;
  readonly mode: Mode | null;
  /** The other members of its `data`, as they are sent. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly expiresAt: Instant;
}

/** An event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly endpointId: string;
  /** Position of the event in the outbox. */
  readonly eventNumber: number;
  /** The connected account within which order is kept; `null` where none is. */
  readonly account: ConnectedAccountId | null;
  /** `waiting`: an earlier event of its account has not been delivered or given up yet. */
  readonly status: 'due' | 'waiting' | 'delivered' | 'given_up';
  readonly attempts: number;
  /** When it may be sent next; `null` unless it is due. */
  readonly dueAt: Instant | null;
  /** The beginning of the three days of attempts. */
  readonly since: Instant;
  readonly answeredAt: Instant | null;
  /** The status of the last answer, or why there was none. */
  readonly answer: string | null;
  /** The beginning of the last answer's body, without secrets; `null` where it is not shown. */
  readonly body: string | null;
  /** Whether the receiver was told that it was skipped. */
  readonly named: boolean;
}
