import type { WebhookDelivery, WebhookEndpoint, WebhookEvent } from '../../model/index.ts';
import { HEALTHY, healthAfter, isSameHealth, mostAtOnce, nextAttempt } from '../../rules/webhook/retry.ts';
import { takes } from '../../rules/webhook/takes.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { clientById as clientByIdSql } from '../clients/statements.ts';
import { integer, text } from '../table/codecs.ts';
import type { RowReader } from '../table/row.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import type { DeliveryWriter } from './outbox.ts';
import { webhookDeliveries, webhookEndpoints, webhookEvents } from './rows.ts';
import * as sql from './statements.ts';
import type { WebhookAttempt, WebhookStore } from './verbs.ts';

const MOST_COUNTED = 10_000;

export function webhookStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  deliveries: DeliveryWriter,
): WebhookStore {
  const byId = db.one(sql.endpointById, webhookEndpoints.read);
  const count = db.one(sql.countEndpoints, (row) => integer.read(row.next(), 'count'));
  const countDue = db.one(sql.countDue, (row) => integer.read(row.next(), 'count'));
  const clientById = db.one(clientByIdSql, () => true);
  const after = db.many(sql.endpointsAfter, webhookEndpoints.read);
  const ofClient = db.many(sql.endpointsOf, webhookEndpoints.read);
  const insert = db.run(sql.insertEndpoint);
  const setSecrets = db.run(sql.setSecrets);
  const setHealth = db.run(sql.setHealth);
  const change = db.run(sql.changeEndpoint);
  const remove = db.run(sql.removeEndpoint);
  const withDue = db.many(sql.endpointsWithDue, webhookEndpoints.read);
  const take = db.many(sql.takeDeliveries, webhookDeliveries.read);
  const eventByNumber = db.one(sql.eventByNumber, webhookEvents.read);
  const deliveriesOf = db.many(sql.deliveriesOf, readDelivery);
  const settle = db.run(sql.settleDelivery);
  const nextOfAccount = db.run(sql.nextOfAccount);
  const skippedBefore = db.many(sql.skippedBefore, (row) => text.read(row.next(), 'webhook_events.id'));
  const nameSkipped = db.run(sql.nameSkipped);
  const giveUpAll = db.run(sql.giveUpAll);
  const eventsAfter = db.many(sql.eventsAfter, readNumbered);
  const eventsOfClientAfter = db.many(sql.eventsOfClientAfter, readNumbered);

  return {
    addWebhookEndpoint: (endpoint, most, audit) =>
      tx.write(function* () {
        const { clientId } = endpoint;
        if (clientId !== null && !(yield* clientById({ id: clientId }))) return 'unknown_client';
        if (((yield* count({ clientId })) ?? 0) >= most) return 'too_many';
        yield* insert(webhookEndpoints.parameters(endpoint));
        yield* writeAudit(audit);
        return 'added';
      }),

    webhooksWaiting: async () => (await tx.read(() => countDue({ limit: MOST_COUNTED }))) ?? 0,

    webhookEndpoint: (id) => tx.read(() => byId({ id })),

    webhookEndpoints: ({ clientId, ...page }) =>
      tx.read(() => (clientId === undefined ? after(page) : ofClient({ clientId, ...page }))),

    changeWebhookEndpoint: ({ id, ...before }, { url, events, ordered }, audit) =>
      tx.write(function* () {
        const there = yield* byId({ id });
        if (!there) return 'unknown';
        const same = (['url', 'events', 'ordered'] as const).every(
          (field) => JSON.stringify(there[field]) === JSON.stringify(before[field]),
        );
        if (!same) return 'outdated';
        yield* change({ id, ...webhookEndpoints.parametersOf({ url, events, ordered }) });
        yield* writeAudit(audit);
        return 'changed';
      }),

    setWebhookSecrets: (id, secrets, audit) =>
      tx.write(function* () {
        if ((yield* setSecrets({ id, ...webhookEndpoints.parametersOf({ secrets }) })) === 0)
          return 'unknown';
        yield* writeAudit(audit);
        return 'changed';
      }),

    removeWebhookEndpoint: (id, audit) =>
      tx.write(function* () {
        if ((yield* remove({ id })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'removed';
      }),

    enableWebhookEndpoint: (id, audit) =>
      tx.write(function* () {
        if ((yield* setHealth({ id, ...webhookEndpoints.parametersOf(HEALTHY) })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'enabled';
      }),

    replayWebhooks: ({ endpointId, since, until, after: from, limit, now, audit }) =>
      tx.write(function* () {
        const endpoint = yield* byId({ id: endpointId });
        if (!endpoint) return 'unknown';
        if (endpoint.disabledAt !== null) return 'disabled';
        const { clientId } = endpoint;
        const page = { after: from, limit };
        const found = yield* clientId === null
          ? eventsAfter(page)
          : eventsOfClientAfter({ clientId, ...page });
        const wanted = found.filter(
          ({ event }) => event.at >= since && event.at < until && takes(endpoint, event.type, event.clientId),
        );
        let made = 0;
        for (const { number, event } of wanted) {
          if (yield* deliveries.send(endpoint, number, event, now)) made += 1;
        }
        yield* writeAudit(audit);
        return { made, next: found.length < limit ? null : (found.at(-1)?.number ?? null) };
      }),

    webhookDeliveries: ({ endpointId, before, limit }) =>
      tx.read(() => deliveriesOf({ endpointId, before: before ?? Number.MAX_SAFE_INTEGER, limit })),

    async takeWebhooks({ now, until, limit, underway }) {
      // Looking is a read: most of the time there is nothing to send, and nothing is written.
      const waiting = function* (): Steps<WebhookEndpoint[]> {
        const due = yield* withDue({ now });
        return due.filter((endpoint) => mostAtOnce(endpoint) > (underway.get(endpoint.id) ?? 0));
      };
      if (limit <= 0 || (await tx.read(waiting)).length === 0) return [];
      return tx.append(function* () {
        const taken: WebhookAttempt[] = [];
        for (const endpoint of yield* waiting()) {
          const free = mostAtOnce(endpoint) - (underway.get(endpoint.id) ?? 0);
          const room = Math.min(free, limit - taken.length);
          for (const delivery of yield* take({ endpointId: endpoint.id, now, until, limit: room })) {
            const { endpointId, eventNumber, account } = delivery;
            const event = yield* eventByNumber({ number: eventNumber });
            const skipped = yield* skippedBefore({ endpointId, account, eventNumber });
            if (event) taken.push({ endpoint, event, delivery, skipped });
          }
        }
        return taken;
      });
    },

    finishWebhook: ({ delivery, delivered, answer, body, now, chance, disabled }) =>
      tx.write(function* () {
        const { endpointId, eventNumber, account, attempts } = delivery;
        const endpoint = yield* byId({ id: endpointId });
        const dueAt = delivered ? null : nextAttempt(delivery, now, chance);
        const status = delivered ? 'delivered' : dueAt === null ? 'given_up' : 'due';
        const outcome = webhookDeliveries.parametersOf({ status, dueAt, answeredAt: now, answer, body });
        if (!endpoint || (yield* settle({ endpointId, eventNumber, attempts, ...outcome })) === 0)
          return 'stale';
        const health = healthAfter(endpoint, delivered, now);
        // Every change that tells an event reads this row, and on PostgreSQL would collide with each delivery that wrote it.
        if (!isSameHealth(endpoint, health))
          yield* setHealth({ id: endpointId, ...webhookEndpoints.parametersOf(health) });
        if (delivered) yield* nameSkipped({ endpointId, account, eventNumber });
        if (health.disabledAt !== null) {
          yield* giveUpAll({ endpointId });
          yield* writeAudit([disabled(endpoint)]);
          return 'disabled';
        }
        if (status !== 'due') yield* nextOfAccount({ endpointId, account, now });
        return status === 'due' ? 'again' : status;
      }),
  };
}

function readNumbered(row: RowReader): { number: number; event: WebhookEvent } {
  return { number: integer.read(row.next(), 'webhook_events.number'), event: webhookEvents.read(row) };
}

function readDelivery(row: RowReader): { event: WebhookEvent; delivery: WebhookDelivery } {
  return { event: webhookEvents.read(row), delivery: webhookDeliveries.read(row) };
}
