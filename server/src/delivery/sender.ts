import type { Api } from '../api.ts';
import { eventWithoutRequest } from '../audit/event.ts';
import { SECOND } from '../lib/clock.ts';
import type { WebhookEndpoint } from '../model/index.ts';
import { startOutbox } from '../outbox/outbox.ts';
import { mayTell } from '../rules/webhook/event-of.ts';
import type { WebhookAttempt } from '../store/store.ts';
import { attempt, type DeliveringApi, TIMEOUT } from './attempt.ts';
import { bodyOf } from './body.ts';

/** Longer than an attempt takes, so that no other process makes the same one meanwhile. */
const TAKEN_FOR = 3 * TIMEOUT;
const AT_ONCE = 256;
const BETWEEN_LOOKS = SECOND;

/**
 * Sends events as they fall due, at least once each. An endpoint that is slow keeps only its own places, so it delays no
 * other. Returns a function that stops it.
 */
export function startDelivery(
  api: DeliveringApi & Pick<Api, 'store' | 'log' | 'runtime'>,
): () => Promise<void> {
  const { store, log, clock } = api;
  /** Attempts on their way to each endpoint. */
  const underway = new Map<string, number>();
  const deliver = async ({ endpoint, event, delivery, skipped }: WebhookAttempt, stopping: AbortSignal) => {
    const message = { id: event.id, body: bodyOf(api, event, skipped) };
    const attempted = await attempt(api, endpoint, message, { signal: stopping });
    // Cut off by the stop: the receiver may have had it or not, so it is sent again.
    if (stopping.aborted && !attempted.delivered) return;
    const now = clock.now();
    const disabled = (of: WebhookEndpoint) => disabledRow(of, now);
    const outcome = await store.finishWebhook({
      delivery,
      ...attempted,
      now,
      chance: Math.random(),
      disabled,
    });
    api.runtime.measures.delivered(outcome);
    if (outcome === 'delivered') return;
    const about = { endpoint: endpoint.id, event: event.id, answer: attempted.answer };
    log.warn({ ...about, attempt: delivery.attempts, outcome }, 'a webhook was not delivered');
  };
  return startOutbox({
    ...{ store, log, atOnce: AT_ONCE, betweenLooks: BETWEEN_LOOKS, wakes: mayTell },
    failure: 'webhooks could not be sent',
    take: (limit) => {
      const now = clock.now();
      return store.takeWebhooks({ now, until: now + TAKEN_FOR, limit, underway });
    },
    async send(taken, stopping) {
      const { id } = taken.endpoint;
      const count = (change: number) => underway.set(id, (underway.get(id) ?? 0) + change);
      count(1);
      try {
        await deliver(taken, stopping);
      } finally {
        if (count(-1).get(id) === 0) underway.delete(id);
      }
    },
  });
}

function disabledRow({ id, clientId }: WebhookEndpoint, at: number) {
  return eventWithoutRequest('webhook.disabled', at, {
    clientId,
    detail: { endpoint: id, cause: 'five days of failures' },
  });
}
