import type {
  AuditEvent,
  ClientId,
  Instant,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEvent,
} from '../../model/index.ts';

/**
 * Endpoints and what is on its way to them. No verb here writes an event: events are written by the audit rows that tell
 * of a change, in its transaction (`rules/webhook/event-of.ts`).
 */
export interface WebhookStore {
  /** `most`: how many endpoints a client, or the API owner, may have. */
  addWebhookEndpoint(
    endpoint: WebhookEndpoint,
    most: number,
    audit: AuditEvent[],
  ): Promise<'added' | 'too_many' | 'unknown_client'>;
  /** Returns how many deliveries are under way, 10,000 at most; of an account’s that go out in order, the first. */
  webhooksWaiting(): Promise<number>;
  webhookEndpoint(id: string): Promise<WebhookEndpoint | null>;
  /** In the order of their ids, after `after`; `clientId` selects one client's, `null` the API owner's. */
  webhookEndpoints(page: {
    clientId?: ClientId | null;
    after: string;
    limit: number;
  }): Promise<WebhookEndpoint[]>;
  /** Changes address, events or order. `outdated`: the endpoint is not as `before` any more. */
  changeWebhookEndpoint(
    before: Pick<WebhookEndpoint, 'id' | 'url' | 'events' | 'ordered'>,
    after: Pick<WebhookEndpoint, 'url' | 'events' | 'ordered'>,
    audit: AuditEvent[],
  ): Promise<'changed' | 'unknown' | 'outdated'>;
  setWebhookSecrets(
    id: string,
    secrets: WebhookEndpoint['secrets'],
    audit: AuditEvent[],
  ): Promise<'changed' | 'unknown'>;
  removeWebhookEndpoint(id: string, audit: AuditEvent[]): Promise<'removed' | 'unknown'>;
  /** Serves a disabled endpoint again, from the events to come. */
  enableWebhookEndpoint(id: string, audit: AuditEvent[]): Promise<'enabled' | 'unknown'>;
  /**
   * Makes the events of a span due again, those that the endpoint takes; at most `limit` events are looked at, after
   * `after`. `next` is where to go on, `null` at the end. An event that has not been delivered yet stays as it is.
   */
  replayWebhooks(replay: {
    endpointId: string;
    since: Instant;
    until: Instant;
    after: number;
    limit: number;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<{ made: number; next: number | null } | 'unknown' | 'disabled'>;
  /** Newest first. */
  webhookDeliveries(page: {
    endpointId: string;
    before: number | null;
    limit: number;
  }): Promise<{ event: WebhookEvent; delivery: WebhookDelivery }[]>;
  /**
   * Returns deliveries that are due, with the attempt counted; no other process is given the same ones before `until`.
   *
   * @param atOnce how many may be on their way to an endpoint, of which `underway` already are
   */
  takeWebhooks(take: {
    now: Instant;
    until: Instant;
    limit: number;
    underway: ReadonlyMap<string, number>;
  }): Promise<WebhookAttempt[]>;
  /** Records how an attempt ended; `stale` when another process has the delivery by now. */
  finishWebhook(
    finished: FinishedWebhook,
  ): Promise<'delivered' | 'again' | 'given_up' | 'disabled' | 'stale'>;
}

export interface WebhookAttempt {
  endpoint: WebhookEndpoint;
  event: WebhookEvent;
  delivery: WebhookDelivery;
  /** Ids of earlier events of the account that were given up since the last one that arrived, the oldest first. */
  skipped: string[];
}

export interface FinishedWebhook {
  delivery: WebhookDelivery;
  delivered: boolean;
  answer: string;
  body: string | null;
  now: Instant;
  /** From 0 to 1, random: spreads the next attempts. */
  chance: number;
  /** Written when the endpoint is disabled with this. */
  disabled(endpoint: WebhookEndpoint): AuditEvent;
}
