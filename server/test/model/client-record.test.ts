import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TenantId } from '../../src/model/ids.ts';
import { clientRecord } from '../../src/model/index.ts';

const own = { id: 'cl_1', name: 'One', kind: 'public', mode: 'live', origin: 'seed', createdAt: 1 } as const;

test('a client of which no more is said may do nothing, and nobody owns it', () => {
  const { redirectUris, grantTypes, scopes, dialects, settings, ...rest } = clientRecord(own);
  assert.deepEqual([redirectUris, grantTypes, scopes, dialects, settings], [[], [], [], [], {}]);
  const { id, name, kind, mode, origin, createdAt, ...others } = rest;
  assert.deepEqual({ id, name, kind, mode, origin, createdAt }, own);
  assert.ok(Object.keys(others).length > 6);
  for (const [member, value] of Object.entries(others)) assert.equal(value, null, member);
});

test('given members of a client stay, and two clients share no list', () => {
  assert.deepEqual(clientRecord({ ...own, scopes: ['read'], tenantId: TenantId('org_a') }).scopes, ['read']);
  assert.notEqual(clientRecord(own).redirectUris, clientRecord(own).redirectUris);
});
