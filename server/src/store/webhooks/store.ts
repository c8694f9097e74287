import type { WebhookDelivery, WebhookEvent } from '../../model/index.ts';
import { HEALTHY, healthAfter, mostAtOnce, nextAttempt } from '../../rules/webhook/retry.ts';
import type { WriteAudit } from '../audit/store.ts';
import { clientById as clientByIdSql } from '../clients/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer, text } from '../table/codecs.ts';
import type { RowReader } from '../table/table.ts';
import { type DeliveryWriter, takes } from './outbox.ts';
import { webhookDeliveries, webhookEndpoints, webhookEvents } from './rows.ts';
import * as sql from './statements.ts';
import type { WebhookAttempt, WebhookStore } from './verbs.ts';

export function webhookStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  deliveries: DeliveryWriter,
): WebhookStore {
  const byId = db.one(sql.endpointById, webhookEndpoints.read);
  const count = db.one(sql.countEndpoints, (row) => integer.read(row.next(), 'count'));
  const clientById = db.one(clientByIdSql, () => true);
  const after = db.many(sql.endpointsAfter, webhookEndpoints.read);
  const ofClient = db.many(sql.endpointsOf, webhookEndpoints.read);
  const insert = db.run(sql.insertEndpoint);
  const setSecrets = db.run(sql.setSecrets);
  const setHealth = db.run(sql.setHealth);
  const remove = db.run(sql.removeEndpoint);
  const withDue = db.many(sql.endpointsWithDue, webhookEndpoints.read);
  const dueOf = db.many(sql.dueOf, readDelivery);
  const deliveriesOf = db.many(sql.deliveriesOf, readDelivery);
  const take = db.run(sql.takeDelivery);
  const settle = db.run(sql.settleDelivery);
  const nextOfAccount = db.run(sql.nextOfAccount);
  const skippedBefore = db.many(sql.skippedBefore, (row) => text.read(row.next(), 'webhook_events.id'));
  const nameSkipped = db.run(sql.nameSkipped);
  const giveUpAll = db.run(sql.giveUpAll);
  const eventsAfter = db.many(sql.eventsAfter, readNumbered);
  const eventsOfClientAfter = db.many(sql.eventsOfClientAfter, readNumbered);

  return {
    addWebhookEndpoint: (endpoint, most, audit) =>
      group.write(() => {
        const { clientId } = endpoint;
        if (clientId !== null && !clientById({ id: clientId })) return 'unknown_client';
        if ((count({ clientId }) ?? 0) >= most) return 'too_many';
        insert(webhookEndpoints.parameters(endpoint));
        writeAudit(audit);
        return 'added';
      }),

    webhookEndpoint: async (id) => byId({ id }),

    webhookEndpoints: async ({ clientId, ...page }) =>
      clientId === undefined ? after(page) : ofClient({ clientId, ...page }),

    setWebhookSecrets: (id, secrets, audit) =>
      group.write(() => {
        if (setSecrets({ id, ...webhookEndpoints.parametersOf({ secrets }) }) === 0) return 'unknown';
        writeAudit(audit);
        return 'changed';
      }),

    removeWebhookEndpoint: (id, audit) =>
      group.write(() => {
        if (remove({ id }) === 0) return 'unknown';
        writeAudit(audit);
        return 'removed';
      }),

    enableWebhookEndpoint: (id, audit) =>
      group.write(() => {
        if (setHealth({ id, ...webhookEndpoints.parametersOf(HEALTHY) }) === 0) return 'unknown';
        writeAudit(audit);
        return 'enabled';
      }),

    replayWebhooks: ({ endpointId, since, until, after: from, limit, now, audit }) =>
      group.write(() => {
        const endpoint = byId({ id: endpointId });
        if (!endpoint) return 'unknown';
        if (endpoint.disabledAt !== null) return 'disabled';
        const { clientId } = endpoint;
        const page = { after: from, limit };
        const found = clientId === null ? eventsAfter(page) : eventsOfClientAfter({ clientId, ...page });
        const wanted = found.filter(
          ({ event }) => event.at >= since && event.at < until && takes(endpoint, event.type, event.clientId),
        );
        const sent = wanted.filter(({ number, event }) => deliveries.send(endpoint, number, event, now));
        writeAudit(audit);
        return { made: sent.length, next: found.length < limit ? null : (found.at(-1)?.number ?? null) };
      }),

    webhookDeliveries: async ({ endpointId, before, limit }) =>
      deliveriesOf({ endpointId, before: before ?? Number.MAX_SAFE_INTEGER, limit }),

    async takeWebhooks({ now, until, limit, underway }) {
      // Looking is a read: most of the time there is nothing to send, and nothing is written.
      const waiting = () =>
        withDue({ now }).filter((endpoint) => mostAtOnce(endpoint) > (underway.get(endpoint.id) ?? 0));
      if (limit <= 0 || waiting().length === 0) return [];
      return group.write(() => {
        const taken: WebhookAttempt[] = [];
        for (const endpoint of waiting()) {
          const free = mostAtOnce(endpoint) - (underway.get(endpoint.id) ?? 0);
          const room = Math.min(free, limit - taken.length);
          for (const { event, delivery } of dueOf({ endpointId: endpoint.id, now, limit: room })) {
            const { endpointId, eventNumber, account } = delivery;
            const attempt = { ...delivery, attempts: delivery.attempts + 1, dueAt: until };
            take({ endpointId, eventNumber, attempts: attempt.attempts, dueAt: until });
            const skipped = skippedBefore({ endpointId, account, eventNumber });
            taken.push({ endpoint, event, delivery: attempt, skipped });
          }
        }
        return taken;
      });
    },

    finishWebhook: ({ delivery, delivered, answer, body, now, chance, disabled }) =>
      group.write(() => {
        const { endpointId, eventNumber, account, attempts } = delivery;
        const endpoint = byId({ id: endpointId });
        const dueAt = delivered ? null : nextAttempt(delivery, now, chance);
        const status = delivered ? 'delivered' : dueAt === null ? 'given_up' : 'due';
        const outcome = webhookDeliveries.parametersOf({ status, dueAt, answeredAt: now, answer, body });
        if (!endpoint || settle({ endpointId, eventNumber, attempts, ...outcome }) === 0) return 'stale';
        const health = healthAfter(endpoint, delivered, now);
        setHealth({ id: endpointId, ...webhookEndpoints.parametersOf(health) });
        if (delivered) nameSkipped({ endpointId, account, eventNumber });
        if (health.disabledAt !== null) {
          giveUpAll({ endpointId });
          writeAudit([disabled(endpoint)]);
          return 'disabled';
        }
        if (status !== 'due') nextOfAccount({ endpointId, account, now });
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
