import { DAY } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Instant, WebhookEndpoint, WebhookEvent } from '../../model/index.ts';
import { asksIfLive, eventOf } from '../../rules/webhook/event-of.ts';
import { takes } from '../../rules/webhook/takes.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { liveParts } from '../connected-accounts/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Steps } from '../transactions.ts';
import { webhookDeliveries, webhookEndpoints, webhookEvents } from './rows.ts';
import * as sql from './statements.ts';

/** For how long an event can be replayed. */
const KEPT = 30 * DAY;

/** Makes deliveries due. To be called inside a transaction. */
export interface DeliveryWriter {
  /** `false` when the event is on its way to the endpoint already. */
  send(endpoint: WebhookEndpoint, eventNumber: number, event: WebhookEvent, now: Instant): Steps<boolean>;
}

export function deliveryWriter(db: Database): DeliveryWriter {
  const insert = db.run(sql.insertDelivery);
  const next = db.run(sql.nextOfAccount);

  return {
    *send(endpoint, eventNumber, { connectedAccountId }, now) {
      const account = endpoint.ordered ? connectedAccountId : null;
      const delivery = {
        ...{ endpointId: endpoint.id, eventNumber, account, attempts: 0, since: now, named: false },
        ...{ answeredAt: null, answer: null, body: null },
        ...(account === null
          ? ({ status: 'due', dueAt: now } as const)
          : ({ status: 'waiting', dueAt: null } as const)),
      };
      const made = (yield* insert(webhookDeliveries.parameters(delivery))) > 0;
      if (made && account !== null) yield* next({ endpointId: endpoint.id, account, now });
      return made;
    },
  };
}

/**
 * Writes the event of each audit row that tells one, in the transaction of the row, for every endpoint that takes it. So no
 * verb can change something and forget to tell.
 */
export function tellingEndpoints(db: Database, write: WriteAudit, deliveries: DeliveryWriter): WriteAudit {
  const endpointsToTell = db.many(sql.endpointsToTell, webhookEndpoints.read);
  const livePart = db.one(`${liveParts} LIMIT 1`, () => true);
  const insertEvent = db.one(sql.insertEvent, (row) => integer.read(row.next(), 'webhook_events.number'));

  return function* (rows) {
    yield* write(rows);
    for (const row of rows) {
      const isLive = asksIfLive(row) && (yield* livePart({ accountId: row.connectedAccountId })) !== null;
      const told = eventOf(row, isLive);
      if (!told) continue;
      const { at, clientId, tenantId, connectedAccountId, mode } = row;
      const mine = yield* endpointsToTell({ clientId });
      const takers = mine.filter((endpoint) => takes(endpoint, told.type, clientId));
      if (takers.length === 0) continue;
      const about = { at, clientId, tenantId, connectedAccountId, mode, expiresAt: at + KEPT };
      const event: WebhookEvent = { id: newId('evt'), ...told, ...about };
      const number = (yield* insertEvent(webhookEvents.parameters(event))) ?? 0;
      for (const endpoint of takers) {
        if (endpoint.disabledAt === null) yield* deliveries.send(endpoint, number, event, at);
      }
    }
  };
}
