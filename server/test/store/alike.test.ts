import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientId, ConnectedAccountId, GrantId, TenantId, UserId } from '../../src/model/index.ts';
import { alikeRows } from '../../src/store/audit/alike.ts';
import { event, HOUR, NOW } from './fixtures.ts';

test('rows that differ in what is counted are counted apart, and others together', () => {
  const detail = { operation: 'listCases', token: 'plain', personalTokenId: 'pat_1' };
  const row = event('api.called', {
    ...{ tenantId: TenantId('org_a'), userId: UserId('usr_a'), clientId: ClientId('platform') },
    ...{ connectedAccountId: ConnectedAccountId('conn_a'), grantId: GrantId('grt_a') },
    ...{ mode: 'live', code: 'listCases', ip: '192.0.2.1', requestId: 'req_1', detail },
  });
  const differing = [
    { kind: 'token.refreshed' },
    { at: NOW + HOUR },
    { tenantId: null },
    { userId: null },
    { clientId: null },
    { connectedAccountId: null },
    { grantId: null },
    { mode: 'sandbox' },
    { outcome: 'denied' },
    { code: null },
    { ip: null },
    ...Object.keys(detail).map((name) => ({ detail: { ...detail, [name]: 'another' } })),
  ] as const;
  const others = differing.map((over) => ({ ...row, ...over }));
  const again = { ...row, at: NOW + 1, requestId: 'req_2', detail: { ...detail, notRecorded: 3 } };
  const groups = alikeRows([row, ...others, again, ...others]);
  assert.deepEqual(
    groups.map(({ row, times }) => [row, times]),
    [[row, 4], ...others.map((other) => [other, 2])],
  );
  assert.deepEqual([groups[0]?.firstAt, groups[0]?.lastAt], [NOW, NOW + 1]);
});
