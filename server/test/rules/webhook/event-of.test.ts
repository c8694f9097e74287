import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditEvent, ConnectedAccountId, EVENT_TYPES, GrantId } from '../../../src/model/index.ts';
import { eventOf } from '../../../src/rules/webhook/event-of.ts';
import { event } from '../../store/fixtures.ts';

const KEPT_OUT = {
  by: 'usr_ann',
  name: 'Ann Alder',
  ip: '192.0.2.1',
  ipAllowlist: ['192.0.2.0/24'],
  code: 'x',
};
const ACCOUNT = { connectedAccountId: ConnectedAccountId('conn_1'), grantId: GrantId('grant_1') };

const LIMIT = { policy: 'account', window: 86_400, limit: 10, used: 8 };

const TABLE: [kind: AuditEvent['kind'], over: Partial<AuditEvent>, live: boolean, type: string | null][] = [
  ['authorization.granted', { detail: { scopes: ['read'] } }, true, 'connection.authorized'],
  ['authorization.changed', { detail: { scopes: ['read'] } }, true, 'connection.changed'],
  ['authorization.changed', { detail: { ipAllowlist: [] } }, true, 'connection.changed'],
  ['authorization.changed', { detail: { suspended: true } }, true, 'connection.suspended'],
  ['authorization.changed', { detail: { suspended: false } }, true, 'connection.resumed'],
  ['authorization.revoked', ACCOUNT, false, 'connection.revoked'],
  ['authorization.revoked', ACCOUNT, true, 'connection.changed'],
  ['authorization.revoked', {}, true, 'connection.revoked'],
  ['token.reused', { outcome: 'denied' }, true, 'token.reused'],
  ['limit.near', { detail: { ...LIMIT, resetsAt: 1_000 } }, true, 'limit.near'],
  ['limit.reached', { detail: { ...LIMIT, resetsAt: 1_000 } }, true, 'limit.reached'],
  ['client.secret_added', {}, true, 'client.secret_rotated'],
  ['client.deleted', { detail: { name: 'Nimbus' } }, true, 'client.deleted'],
  ['signing_key.rotated', { detail: { key: 'signing' } }, true, 'key.rotated'],
  ['anomaly.found', { detail: { alert_id: 'alert_1', network: '192.0.2.0/24' } }, true, 'anomaly.found'],
  ['authorization.granted', { outcome: 'denied' }, true, null],
  ['authorization.denied', { outcome: 'denied' }, true, null],
  ['token.refreshed', {}, true, null],
  ['api.called', {}, true, null],
];

test('each row tells its event, by the members that are named and no others', () => {
  for (const [kind, over, live, type] of TABLE) {
    const row = event(kind, { ...over, detail: { ...KEPT_OUT, ...over.detail } });
    const told = eventOf(row, live);
    assert.equal(told?.type ?? null, type, `${kind} ${JSON.stringify(over)}`);
    const sent = Object.keys(told?.data ?? {});
    const known = [
      'grant_id',
      'scopes',
      'resources',
      'key',
      'alert_id',
      'anomaly',
      'since',
      'until',
      'count',
      'policy',
      'window',
      'limit',
      'used',
      'resets_at',
    ];
    assert.deepEqual(
      sent.filter((name) => !known.includes(name)),
      [],
    );
  }
  const told = new Set(TABLE.map(([, , , type]) => type).filter((type) => type !== null));
  assert.deepEqual([...told].sort(), [...EVENT_TYPES].sort(), 'every event type is told by some row');
});
