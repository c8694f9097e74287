import type { Api } from '../api.ts';
import { eventWithoutRequest } from '../audit/event.ts';
import { SECOND } from '../lib/clock.ts';
import type { WebhookEndpoint } from '../model/index.ts';
import type { WebhookAttempt } from '../store/store.ts';
import { attempt, type DeliveringApi, TIMEOUT } from './attempt.ts';
import { bodyOf } from './body.ts';

/** Longer than an attempt takes, so that no other process makes the same one meanwhile. */
const TAKEN_FOR = 3 * TIMEOUT;
const AT_ONCE = 256;
/** For what falls due, and what other processes wrote; what this one writes is sent at once. */
const BETWEEN_LOOKS = SECOND;

/**
 * Sends events as they fall due, at least once each. An endpoint that is slow keeps only its own places, so it delays no
 * other. Returns a function that stops it; an attempt that is cut off by that is made again after the next start.
 */
export function startDelivery(api: DeliveringApi & Pick<Api, 'store' | 'log'>): () => Promise<void> {
  const { store, log } = api;
  const ending = new AbortController();
  const underway = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  const failed = (error: unknown) => log.error({ error: String(error) }, 'webhooks could not be sent');
  const look = () => {
    if (ending.signal.aborted) return;
    lookAgain = looking !== null;
    looking ??= take()
      .catch(failed)
      .finally(() => {
        looking = null;
        if (lookAgain) look();
      });
  };
  const take = async () => {
    const now = api.clock.now();
    const limit = AT_ONCE - running.size;
    const taken = await store.takeWebhooks({ now, until: now + TAKEN_FOR, limit, underway });
    for (const each of taken) run(each);
  };
  const run = (taken: WebhookAttempt) => {
    const { id } = taken.endpoint;
    const count = (change: number) => underway.set(id, (underway.get(id) ?? 0) + change);
    count(1);
    const sending = send(taken)
      .catch(failed)
      .finally(() => {
        if (count(-1).get(id) === 0) underway.delete(id);
        running.delete(sending);
        look();
      });
    running.add(sending);
  };
  const send = async ({ endpoint, event, delivery, skipped }: WebhookAttempt) => {
    const message = { id: event.id, body: bodyOf(api, event, skipped) };
    const attempted = await attempt(api, endpoint, message, { signal: ending.signal });
    // Cut off by the stop: the receiver may have had it or not, so it is sent again.
    if (ending.signal.aborted && !attempted.delivered) return;
    const now = api.clock.now();
    const disabled = (of: WebhookEndpoint) => disabledRow(of, now);
    const outcome = await store.finishWebhook({
      delivery,
      ...attempted,
      now,
      chance: Math.random(),
      disabled,
    });
    if (outcome === 'delivered') return;
    const about = { endpoint: endpoint.id, event: event.id, answer: attempted.answer };
    log.warn({ ...about, attempt: delivery.attempts, outcome }, 'a webhook was not delivered');
  };

  const unsubscribe = store.onChange(look);
  const timer = setInterval(look, BETWEEN_LOOKS).unref();
  look();
  return async () => {
    ending.abort();
    unsubscribe();
    clearInterval(timer);
    await looking;
    await Promise.all(running);
  };
}

function disabledRow({ id, clientId }: WebhookEndpoint, at: number) {
  return eventWithoutRequest('webhook.disabled', at, {
    clientId,
    detail: { endpoint: id, cause: 'five days of failures' },
  });
}
