import { eventWithoutRequest } from '../audit/event.ts';
import type { ApiConfig } from '../config/index.ts';
import { HOUR } from '../lib/clock.ts';
import {
  type AuditEvent,
  type AuditKind,
  ClientId,
  ConnectedAccountId,
  EVENT_TYPES,
  type EventType,
  GrantId,
  TenantId,
} from '../model/index.ts';
import { eventOf } from '../rules/webhook/event-of.ts';
import { bodyOf } from './body.ts';

interface Described {
  /** When it is sent, in a sentence. */
  about: string;
  /** A row that tells it. */
  row: [AuditKind, Partial<AuditEvent>?];
}

const MADE = Date.UTC(2026, 10, 29, 9, 30);
const OF_CONNECTION = {
  tenantId: TenantId('org_A1b2'),
  connectedAccountId: ConnectedAccountId('conn_E5f6'),
  grantId: GrantId('grant_G7h8'),
};

const LIMIT = { policy: 'account', window: 86_400, limit: 10_000, resetsAt: MADE + 4 * HOUR };

const DESCRIBED: Record<EventType, Described> = {
  'connection.authorized': {
    about: 'Somebody authorized the client, for the first time or again.',
    row: ['authorization.granted', { ...OF_CONNECTION, detail: { scopes: ['read', 'write'] } }],
  },
  'connection.changed': {
    about:
      'Scopes, selected resources or addresses changed, or one person’s part ended and those of others go on.',
    row: ['authorization.changed', { ...OF_CONNECTION, detail: { scopes: ['read'] } }],
  },
  'connection.suspended': {
    about: 'The customer stopped the connection for a while.',
    row: ['authorization.changed', { ...OF_CONNECTION, detail: { suspended: true } }],
  },
  'connection.resumed': {
    about: 'The customer let the connection go on.',
    row: ['authorization.changed', { ...OF_CONNECTION, detail: { suspended: false } }],
  },
  'connection.revoked': {
    about: 'The connection ended. Its tokens open nothing any more.',
    row: ['authorization.revoked', OF_CONNECTION],
  },
  'token.reused': {
    about: 'A used refresh token came again, so its family ended. It may have been stolen.',
    row: ['token.reused', { ...OF_CONNECTION, outcome: 'denied' }],
  },
  'limit.near': {
    about: 'Four fifths of a limit for a day or longer are used. Sent once for each window.',
    row: ['limit.near', { ...OF_CONNECTION, grantId: null, detail: { ...LIMIT, used: 8_000 } }],
  },
  'limit.reached': {
    about:
      'A limit is used up: further calls are refused until it resets. Sent once for each window, at most once an hour.',
    row: ['limit.reached', { ...OF_CONNECTION, grantId: null, detail: { ...LIMIT, used: 10_000 } }],
  },
  'client.secret_rotated': {
    about: 'The client has a new secret. The one before works until its overlap ends.',
    row: ['client.secret_added'],
  },
  'anomaly.found': {
    about: 'A connection is used in an unusual way; its customer sees the alert too.',
    row: [
      'anomaly.found',
      {
        ...OF_CONNECTION,
        detail: {
          alert_id: 'alert_I9j0',
          anomaly: 'new_network',
          since: 1_795_939_200,
          until: 1_795_942_800,
          count: 42,
        },
      },
    ],
  },
  'client.deleted': {
    about: 'The client was deleted, and its own endpoints with it. Sent to endpoints of the API owner only.',
    row: ['client.deleted'],
  },
  'key.rotated': {
    about: 'Latchkey uses a new key. Sent to endpoints of the API owner only.',
    row: ['signing_key.rotated', { clientId: null, mode: null, detail: { key: 'signing' } }],
  },
};

/** Returns every event type with when it is sent and an example of its body. */
export function catalogue(config: ApiConfig): { type: EventType; about: string; example: string }[] {
  return EVENT_TYPES.map((type) => {
    const { about, row } = DESCRIBED[type];
    const [kind, fields] = row;
    const event = eventWithoutRequest(kind, MADE, {
      clientId: ClientId('client_C3d4'),
      mode: 'live',
      ...fields,
    });
    const told = eventOf(event, false);
    if (told?.type !== type) throw new Error(`The example of ${type} tells ${told?.type ?? 'nothing'}.`);
    return { type, about, example: bodyOf({ config }, { ...event, ...told }) };
  });
}
