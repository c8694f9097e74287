import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { addressOf } from 'latchkey/config';
import { parse } from 'yaml';
import { covers } from '../../server/src/access/scopes.ts';
import { loadOperations } from '../../server/src/openapi/operation-table.ts';
import { createApp } from '../prospectconnect/app.ts';
import config from '../prospectconnect/latchkey.config.ts';
import { openapiYaml } from '../prospectconnect/openapi.ts';
import { RESOURCES } from '../prospectconnect/resources.ts';
import { seed } from '../prospectconnect/seed.ts';
import { VERSIONS } from '../prospectconnect/versions.ts';

const file = join(import.meta.dirname, '../prospectconnect/openapi.yaml');

test('the committed document is what the table of resources gives', () => {
  assert.deepEqual(parse(readFileSync(file, 'utf8')), parse(openapiYaml()), 'run write-openapi.ts');
});

test('the configuration knows the versions that the API speaks', () => {
  assert.deepEqual(
    config.versions?.known.map(({ name }) => name),
    VERSIONS,
  );
  assert.equal(config.versions?.default, VERSIONS[0]);
});

test('Latchkey reads the document, and it needs of each call what the page says', async () => {
  const table = await loadOperations(file, config);
  const needs = (method: string, path: string) => {
    const found = table.operations.find((each) => each.method === method && each.template === path);
    assert.ok(found, `${method} ${path}`);
    return found;
  };
  for (const { name, plural } of RESOURCES) {
    const item = `/v1/${plural}/{${name}_id}`;
    for (const [method, path, action] of [
      ['GET', `/v1/${plural}`, 'read'],
      ['GET', item, 'read'],
      ['POST', `/v1/${plural}/search`, 'read'],
      ['POST', `/v1/${plural}`, 'write'],
      ['PATCH', item, 'write'],
      ['DELETE', item, 'delete'],
    ] as const) {
      const operation = needs(method, path);
      assert.deepEqual(operation.scopes, [[`${name}.${action}`], [`${name}.${action}`]], `${method} ${path}`);
      assert.equal(operation.permission, `${name}.${action}`);
    }
    for (const action of ['read', 'write', 'delete']) {
      assert.ok(covers(config.scopes, [`${name}.all`], [`${name}.${action}`]));
      assert.ok(!covers(config.scopes, [`${name}.${action}`], [`${name}.all`]));
    }
  }
  for (const [path, scope] of [
    ['/v1/deals/{deal_id}/stage', 'deal.write'],
    ['/v1/tasks/{task_id}/complete', 'task.write'],
    ['/v1/notes/{note_id}/pin', 'note.write'],
  ] as const) {
    assert.equal(needs('POST', path).permission, scope);
    assert.deepEqual(needs('POST', path).scopes[0], [scope]);
  }
  const me = needs('GET', '/v1/me');
  assert.equal(me.public, false);
  assert.deepEqual(me.scopes, [[], []]);
});

test('the app serves the operations of the document and no others', async () => {
  const { operations } = await loadOperations(file, config);
  const documented = operations.map(
    ({ method, template }) => `${method} ${template.replaceAll(/\{\w+\}/g, ':id')}`,
  );
  const served = createApp(new DatabaseSync(':memory:'))
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(served.toSorted(), documented.toSorted());
});

test('hosts and endpoints are those of the page', () => {
  const address = addressOf(config, { kind: 'public' });
  assert.equal(address.endpoints.authorization, 'https://auth.prospectconnect.ai/authorize');
  assert.equal(address.endpoints.token, 'https://auth.prospectconnect.ai/token');
  assert.equal(address.api, 'https://papi.trendev.in');
  assert.equal(config.tenant.field, 'business_id');
  assert.equal(config.registration, 'open');
  const local = addressOf(config, { kind: 'localhost', port: 4000 });
  assert.equal(local.api, 'http://papi.prospectconnect.localhost:4000');
});

test('the seed refers to what exists, and has somebody for every role', () => {
  const users = seed.users.map(({ id }) => id);
  const tenants = seed.tenants.map(({ id }) => id);
  for (const { userId, tenantId } of [...seed.memberships, ...seed.personalTokens]) {
    assert.ok(users.includes(userId) && tenants.includes(tenantId));
  }
  const roles = [...Object.keys(config.roles), ...(seed.customRoles ?? []).map(({ name }) => name)];
  for (const role of roles)
    assert.ok(
      seed.memberships.some((membership) => membership.role === role),
      role,
    );
  for (const { role } of seed.memberships) assert.ok(roles.includes(role), role);
  for (const { scopes } of [...seed.clients, ...seed.personalTokens]) {
    for (const scope of scopes) assert.ok(Object.hasOwn(config.scopes, scope), scope);
  }
  for (const { userId, tenantId } of seed.personalTokens) {
    assert.ok(
      seed.memberships.some((membership) => membership.userId === userId && membership.tenantId === tenantId),
    );
  }
});
