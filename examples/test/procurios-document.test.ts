import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addressOf } from 'latchkey/config';
import { parse } from 'yaml';
import { covers } from '../../server/src/access/scopes.ts';
import { loadOperations } from '../../server/src/openapi/operation-table.ts';
import { OBJECT_SCHEMA } from '../procurios/input.ts';
import config from '../procurios/latchkey.config.ts';
import { seed } from '../procurios/seed.ts';

const file = join(import.meta.dirname, '../procurios/openapi.yaml');

test('Latchkey reads the document, and it needs a scope and a permission for each object', async () => {
  const { operations } = await loadOperations(file, config);
  const needs = operations.map(({ method, template, scopes, permission }) => [
    `${method} ${template}`,
    scopes,
    permission,
  ]);
  assert.deepEqual(needs, [
    ['GET /l/module_api/object', [['object.read']], 'object.read'],
    ['POST /l/module_api/object', [['object.write']], 'object.write'],
    ['GET /l/module_api/object/{object_id}', [['object.read']], 'object.read'],
    ['GET /l/module_api/profile', [['profile']], null],
  ]);
  assert.ok(operations.every((operation) => operation.customerData && !operation.public));
});

test("the page's only scope opens the page's requests, and the module scopes no more than they say", () => {
  assert.ok(covers(config.scopes, ['profile'], ['object.read', 'object.write']));
  assert.ok(covers(config.scopes, ['object.write'], ['object.read']));
  assert.ok(!covers(config.scopes, ['object.read'], ['object.write']));
  assert.ok(!covers(config.scopes, ['object.write'], ['profile']));
});

test('the reference says what the server checks', () => {
  const document = parse(readFileSync(file, 'utf8'));
  assert.deepEqual(document.components.schemas.Values, OBJECT_SCHEMA);
});

test('hosts, endpoints and dialects are those of the page', () => {
  const address = addressOf(config, { kind: 'public' });
  assert.equal(address.issuer, 'https://procurios.com');
  assert.equal(address.endpoints.authorization, 'https://procurios.com/l/oauth2/authorize');
  assert.equal(address.endpoints.token, 'https://procurios.com/l/oauth2/token');
  assert.equal(address.api, 'https://procurios.api');
  const local = addressOf(config, { kind: 'localhost', port: 4000 });
  assert.equal(local.issuer, 'http://www.procurios.localhost:4000');
  assert.equal(local.api, 'http://api.procurios.localhost:4000');
  assert.deepEqual(config.dialects.toSorted(), [
    'form-without-content-type',
    'grant-type-code',
    'lower-case-bearer',
    'no-pkce-for-confidential',
    'redirect-uri-not-repeated',
    'redirect-url-parameter',
    'schemeless-redirect',
  ]);
});

test('the seed refers to what exists, and has the client of the page', () => {
  const client = seed.clients.find(({ id }) => id === 'abc123');
  assert.ok(client);
  assert.equal(client.kind, 'confidential');
  assert.ok(client.redirectUris.includes('example.com'));
  assert.ok(client.redirectUris.length > 1);
  assert.ok(client.grantTypes.includes('client_credentials') && client.tenantId);
  const users = seed.users.map(({ id }) => id);
  const tenants = seed.tenants.map(({ id }) => id);
  for (const { userId, tenantId } of [...seed.memberships, ...seed.personalTokens]) {
    assert.ok(users.includes(userId) && tenants.includes(tenantId));
  }
  for (const { role } of seed.memberships) assert.ok(Object.hasOwn(config.roles, role), role);
  for (const { scopes } of [...seed.clients, ...seed.personalTokens]) {
    for (const scope of scopes) assert.ok(Object.hasOwn(config.scopes, scope), scope);
  }
});
