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
import type { Words } from '../words/words.ts';
import { bodyOf } from './body.ts';

/** A row that tells an event. */
type Telling = [AuditKind, Partial<AuditEvent>?];

const MADE = Date.UTC(2026, 10, 29, 9, 30);
const OF_CONNECTION = {
  tenantId: TenantId('org_A1b2'),
  connectedAccountId: ConnectedAccountId('conn_E5f6'),
  grantId: GrantId('grant_G7h8'),
};

const LIMIT = { policy: 'account', window: 86_400, limit: 10_000, resetsAt: MADE + 4 * HOUR };

const EXAMPLES: Record<EventType, Telling> = {
  'connection.authorized': [
    'authorization.granted',
    { ...OF_CONNECTION, detail: { scopes: ['read', 'write'] } },
  ],
  'connection.changed': ['authorization.changed', { ...OF_CONNECTION, detail: { scopes: ['read'] } }],
  'connection.suspended': ['authorization.changed', { ...OF_CONNECTION, detail: { suspended: true } }],
  'connection.resumed': ['authorization.changed', { ...OF_CONNECTION, detail: { suspended: false } }],
  'connection.revoked': ['authorization.revoked', OF_CONNECTION],
  'token.reused': ['token.reused', { ...OF_CONNECTION, outcome: 'denied' }],
  'limit.near': ['limit.near', { ...OF_CONNECTION, grantId: null, detail: { ...LIMIT, used: 8_000 } }],
  'limit.reached': ['limit.reached', { ...OF_CONNECTION, grantId: null, detail: { ...LIMIT, used: 10_000 } }],
  'client.secret_rotated': ['client.secret_added'],
  'anomaly.found': [
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
  'client.deleted': ['client.deleted'],
  'key.rotated': ['signing_key.rotated', { clientId: null, mode: null, detail: { key: 'signing' } }],
};

/** Returns every event type with when it is sent and an example of its body. */
export function catalogue({
  config,
  words,
}: {
  config: ApiConfig;
  words: Pick<Words, 'events'>;
}): { type: EventType; about: string; example: string }[] {
  return EVENT_TYPES.map((type) => {
    const [kind, fields] = EXAMPLES[type];
    const event = eventWithoutRequest(kind, MADE, {
      clientId: ClientId('client_C3d4'),
      mode: 'live',
      ...fields,
    });
    const told = eventOf(event, false);
    if (told?.type !== type) throw new Error(`The example of ${type} tells ${told?.type ?? 'nothing'}.`);
    return { type, about: words.events[type], example: bodyOf({ config }, { ...event, ...told }) };
  });
}
