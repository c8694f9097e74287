import type { Api } from '../../api.ts';
import { attempt, reachOf } from '../../delivery/attempt.ts';
import { bodyOf } from '../../delivery/body.ts';
import { canOpen, newSecretText, sealSecret, secretProblem } from '../../delivery/secret.ts';
import { type FetchProblem, reachable } from '../../http/outbound.ts';
import { newId } from '../../lib/ids.ts';
import { nearest } from '../../lib/nearest.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  type AuditEvent,
  type AuditKind,
  type ClientId,
  EVENT_TYPES,
  OWNERS_EVENTS,
  type WebhookEndpoint,
} from '../../model/index.ts';
import { HEALTHY } from '../../rules/webhook/retry.ts';
import { type Sentence, type Sentences, sentence } from '../../words/sentence.ts';

/** Endpoints of one client, or of the API owner. */
const MOST_ENDPOINTS = 10;
const LONGEST_URL = 2_000;
/** Events looked at in one transaction. */
const REPLAYED_AT_ONCE = 500;

type WebhookApi = Pick<Api, 'config' | 'store' | 'keys' | 'clock' | 'address'>;
/** Returns the row of a change, with the person who makes it. */
export type Row = (kind: AuditKind, about: Pick<AuditEvent, 'clientId' | 'detail'>) => AuditEvent;

/** How long, in days, the secret before signs beside the new one, as pages offer it. */
export const SECRET_OVERLAPS = [1, 7, 0] as const;

export interface EndpointWish {
  clientId: ClientId | null;
  url: string;
  /** Empty takes all. */
  events: readonly string[];
  ordered: boolean;
  /** Instead of a new one. */
  secret?: string;
}

/** The fields that cannot be as they are; `whole`: it is about none of them. */
export type EndpointProblems = Sentences<'url' | 'events' | 'secret' | 'whole'>;

/** Adds an endpoint and returns it with its secret, which is shown once. */
export async function addEndpoint(
  api: WebhookApi,
  wish: EndpointWish,
  row: Row,
): Promise<Result<{ endpoint: WebhookEndpoint; secret: string }, EndpointProblems>> {
  const { clientId, url, ordered, secret = newSecretText() } = wish;
  const found = {
    secret: secretProblem(secret),
    events: eventsProblem(wish),
    url: await urlProblem(api, wish),
  };
  const problems = Object.entries(found).filter(([, problem]) => problem !== null);
  if (problems.length > 0) return refused(Object.fromEntries(problems));
  const endpoint: WebhookEndpoint = {
    id: newId('whe'),
    ...{ clientId, url, ordered },
    events: wish.events.length === 0 ? null : [...new Set(wish.events)],
    secrets: [sealSecret(api, secret)],
    createdAt: api.clock.now(),
    ...HEALTHY,
  };
  const detail = { endpoint: endpoint.id, host: new URL(url).host, events: endpoint.events ?? 'all' };
  const added = row('webhook.added', { clientId, detail });
  const outcome = await api.store.addWebhookEndpoint(endpoint, MOST_ENDPOINTS, [added]);
  if (outcome === 'unknown_client') return refused({ whole: sentence('unknownClient', clientId ?? '') });
  if (outcome === 'too_many') return refused({ whole: sentence('tooManyEndpoints', MOST_ENDPOINTS) });
  return ok({ endpoint, secret });
}

/** Changes an endpoint; what is absent stays. Events that wait go to the new address. */
export async function changeEndpoint(
  api: WebhookApi,
  before: WebhookEndpoint,
  wish: Partial<Omit<EndpointWish, 'clientId' | 'secret'>>,
  row: Row,
): Promise<Result<'changed' | 'unknown' | 'outdated', EndpointProblems>> {
  const { id, clientId } = before;
  const { url = before.url, ordered = before.ordered } = wish;
  const events = wish.events ?? before.events ?? [];
  const found = {
    events: eventsProblem({ events, clientId }),
    url: url === before.url ? null : await urlProblem(api, { url, clientId }),
  };
  const problems = Object.entries(found).filter(([, problem]) => problem !== null);
  if (problems.length > 0) return refused(Object.fromEntries(problems));
  const next = { url, ordered, events: events.length === 0 ? null : [...new Set(events)] };
  const detail = { endpoint: id, host: new URL(url).host, events: next.events ?? 'all' };
  return ok(
    await api.store.changeWebhookEndpoint(before, next, [row('webhook.changed', { clientId, detail })]),
  );
}

/** Replaces the secret and returns the new one; the one before signs beside it for `overlap` more milliseconds. */
export async function rotateSecret(
  api: WebhookApi,
  { id, clientId, secrets: [newest] }: WebhookEndpoint,
  overlap: number,
  row: Row,
): Promise<string | null> {
  const secret = newSecretText();
  // A secret that cannot be opened would keep the new one from being sent with.
  const keeps = newest !== undefined && overlap > 0 && canOpen(api, newest);
  const before = keeps ? [{ ...newest, expiresAt: api.clock.now() + overlap }] : [];
  const rotated = row('webhook.secret_rotated', { clientId, detail: { endpoint: id, overlap } });
  const outcome = await api.store.setWebhookSecrets(id, [sealSecret(api, secret), ...before], [rotated]);
  return outcome === 'changed' ? secret : null;
}

/** Sends `webhook.test` now, once. A disabled endpoint that takes it is served again. */
export async function testEndpoint(api: WebhookApi, endpoint: WebhookEndpoint, row: Row) {
  const { id, clientId, disabledAt } = endpoint;
  const event = { type: 'webhook.test', at: api.clock.now(), clientId, data: { endpoint_id: id } };
  const nobody = { tenantId: null, connectedAccountId: null, mode: null };
  const message = { id: newId('evt'), body: bodyOf(api, { ...event, ...nobody }) };
  const attempted = await attempt(api, endpoint, message);
  const enabled = attempted.delivered && disabledAt !== null;
  if (enabled) {
    await api.store.enableWebhookEndpoint(id, [
      row('webhook.enabled', { clientId, detail: { endpoint: id } }),
    ]);
  }
  return { ...attempted, enabled };
}

export function removeEndpoint(
  { store }: Pick<WebhookApi, 'store'>,
  { id, clientId }: WebhookEndpoint,
  row: Row,
): Promise<'removed' | 'unknown'> {
  return store.removeWebhookEndpoint(id, [row('webhook.removed', { clientId, detail: { endpoint: id } })]);
}

/** Makes the events of a span due again, of any length, and returns their number. */
export async function replayEvents(
  { store, clock }: Pick<WebhookApi, 'store' | 'clock'>,
  { id: endpointId, clientId }: WebhookEndpoint,
  span: { since: number; until: number },
  row: Row,
): Promise<Result<number, 'unknown' | 'disabled'>> {
  let made = 0;
  const asked = row('webhook.replayed', { clientId, detail: { endpoint: endpointId, ...span } });
  for (let after: number | null = 0; after !== null; ) {
    const part = { endpointId, ...span, after, limit: REPLAYED_AT_ONCE, now: clock.now() };
    const outcome = await store.replayWebhooks({ ...part, audit: after === 0 ? [asked] : [] });
    if (outcome === 'unknown' || outcome === 'disabled') return refused(outcome);
    made += outcome.made;
    after = outcome.next;
  }
  return ok(made);
}

/**
 * Makes one event due again that was delivered or given up. `underway`: it still waits for its turn or its next attempt;
 * `unknown`: it has left, after 30 days.
 */
export async function sendAgain(
  { store, clock }: Pick<WebhookApi, 'store' | 'clock'>,
  { id: endpointId, clientId }: WebhookEndpoint,
  eventNumber: number,
  row: Row,
): Promise<'sent' | 'underway' | 'disabled' | 'unknown'> {
  const [found] = await store.webhookDeliveries({ endpointId, before: eventNumber + 1, limit: 1 });
  if (found?.delivery.eventNumber !== eventNumber) return 'unknown';
  const { at, id: event } = found.event;
  const outcome = await store.replayWebhooks({
    ...{ endpointId, since: at, until: at + 1, after: eventNumber - 1, limit: 1, now: clock.now() },
    audit: [row('webhook.replayed', { clientId, detail: { endpoint: endpointId, event } })],
  });
  if (typeof outcome === 'string') return outcome;
  return outcome.made === 1 ? 'sent' : 'underway';
}

function eventsProblem({ events, clientId }: Pick<EndpointWish, 'events' | 'clientId'>): Sentence | null {
  const owners = clientId !== null && events.find((name) => OWNERS_EVENTS.has(name));
  if (owners) return sentence('ownersEvent', owners);
  const unknown = events.find((name) => !EVENT_TYPES.some((type) => type === name));
  if (unknown === undefined) return null;
  const near = nearest(unknown, EVENT_TYPES);
  return near
    ? sentence('unknownEvent', unknown, near)
    : sentence('unknownEventOf', unknown, EVENT_TYPES.join(', '));
}

const SAID = {
  url_malformed: 'noUrl',
  url_not_https: 'noHttps',
  url_with_credentials: 'urlCredentials',
  name_unknown: 'urlHost',
  address_not_public: 'urlPrivate',
} as const satisfies Partial<Record<FetchProblem, string>>;

async function urlProblem(
  api: WebhookApi,
  { url, clientId }: Pick<EndpointWish, 'url' | 'clientId'>,
): Promise<Sentence | null> {
  if (url.length > LONGEST_URL) return sentence('longUrl', LONGEST_URL);
  const found = await reachable(url, reachOf(api, { clientId }));
  if (found.ok) return null;
  const named = url.includes('@') ? sentence('theUrl') : url;
  return found.problem in SAID
    ? sentence(SAID[found.problem as keyof typeof SAID], named)
    : sentence('urlOther', named, found.problem);
}
