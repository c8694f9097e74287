import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addressOf } from 'latchkey/config';
import { loadOperations } from '../../server/src/openapi/operation-table.ts';
import { readContract } from '../contract/document.ts';
import config from '../proconvey/latchkey.config.ts';
import { seed } from '../proconvey/seed.ts';

const OPENAPI = new URL('../proconvey/openapi.yaml', import.meta.url);
const CONFIG = new URL('../proconvey/latchkey.config.ts', import.meta.url);

/** The scope tables of ProConvey's authentication page. */
const STANDARD = ['read', 'write', 'admin'];
const GRANULAR = [
  'read:cases',
  'write:cases',
  'read:quotes',
  'write:quotes',
  'read:contacts',
  'write:contacts',
  'read:documents',
  'write:documents',
  'read:reports',
];

describe('the configuration of ProConvey', () => {
  it('has the addresses of the page, and of their own under localhost', () => {
    const open = addressOf(config, { kind: 'public' });
    assert.equal(open.endpoints.authorization, 'https://accounts.proconvey.co.uk/oauth/authorize');
    assert.equal(open.endpoints.token, 'https://v2.proconvey.co.uk/oauth/token');
    assert.equal(open.api, 'https://v2.proconvey.co.uk');
    assert.equal(open.hosts.get('api.example.com')?.mode, 'live');
    assert.equal(open.hosts.get('sandbox.proconvey.co.uk')?.mode, 'sandbox');
    const local = addressOf(config, { kind: 'localhost', port: 4000 });
    assert.equal(local.endpoints.token, 'http://v2.proconvey.localhost:4000/oauth/token');
    assert.equal(local.hosts.size, open.hosts.size, 'no two hosts share a label');
  });

  it('is short', async () => {
    assert.ok((await readFile(CONFIG, 'utf8')).trimEnd().split('\n').length <= 80);
  });

  it('has exactly the scopes of the page', () => {
    assert.deepEqual(
      Object.keys(config.scopes).toSorted(),
      [...STANDARD, ...GRANULAR, 'offline_access'].toSorted(),
    );
  });

  it('has a document in which every operation says what it needs', async () => {
    const { operations } = await loadOperations(fileURLToPath(OPENAPI), config);
    assert.deepEqual(
      readContract(OPENAPI)
        .map(({ id }) => id)
        .toSorted(),
      operations.map(({ id }) => id).toSorted(),
    );
    for (const operation of operations) {
      assert.equal(operation.public, false, operation.id);
      const forAnybody = ['getMe', 'getMeWithOrganisation'].includes(operation.id);
      assert.equal(operation.permission === null, forAnybody, operation.id);
      assert.equal(operation.customerData, operation.id !== 'getMe', operation.id);
      // A call that changes something must never be opened by a scope for reading.
      const scopes = operation.scopes.flat();
      if (operation.method !== 'GET') {
        assert.ok(
          scopes.every((scope) => scope.startsWith('write') || scope === 'admin'),
          operation.id,
        );
        assert.match(operation.permission ?? '', /\.write$/);
      }
    }
  });

  it('is planted with people, clients and tokens that fit it', () => {
    for (const { role, userId, tenantId } of seed.memberships) {
      assert.ok(Object.hasOwn(config.roles, role), role);
      assert.ok(seed.users.some(({ id }) => id === userId));
      assert.ok(seed.tenants.some(({ id }) => id === tenantId));
    }
    for (const { scopes } of [...seed.clients, ...seed.personalTokens]) {
      for (const scope of scopes) assert.ok(Object.hasOwn(config.scopes, scope), scope);
    }
    for (const { userId, tenantId, name } of seed.personalTokens) {
      const member = seed.memberships.some((each) => each.userId === userId && each.tenantId === tenantId);
      assert.ok(member, `${name} belongs to somebody in the organisation`);
    }
    const names = seed.personalTokens.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { redirectUris } of seed.clients)
      assert.match(redirectUris[0] ?? '', /^http:\/\/tour\.localhost:/);
  });
});
