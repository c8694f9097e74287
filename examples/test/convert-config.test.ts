import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addressOf } from 'latchkey/config';
import { loadOperations } from '../../server/src/openapi/operation-table.ts';
import { readContract } from '../contract/document.ts';
import config from '../convert/latchkey.config.ts';
import { seed } from '../convert/seed.ts';

const OPENAPI = new URL('../convert/openapi.yaml', import.meta.url);
const CONFIG = new URL('../convert/latchkey.config.ts', import.meta.url);

describe('the configuration of Convert', () => {
  it('has the addresses of the page, and of their own under localhost', () => {
    const open = addressOf(config, { kind: 'public' });
    assert.equal(open.endpoints.authorization, 'https://app.convert.com/auth/oauth/authorize');
    assert.equal(open.endpoints.token, 'https://api.convert.com/api/v2/auth/oauth/token');
    assert.equal(open.api, 'https://api.convert.com');
    const local = addressOf(config, { kind: 'localhost', port: 4000 });
    assert.equal(local.endpoints.authorization, 'http://app.convert.localhost:4000/auth/oauth/authorize');
    assert.equal(local.hosts.size, open.hosts.size, 'no two hosts share a label');
  });

  it('is short', async () => {
    assert.ok((await readFile(CONFIG, 'utf8')).trimEnd().split('\n').length <= 80);
  });

  it('has a document in which every operation says what it needs', async () => {
    const { operations } = await loadOperations(fileURLToPath(OPENAPI), config);
    assert.deepEqual(
      readContract(OPENAPI)
        .map(({ id }) => id)
        .toSorted(),
      operations.map(({ id }) => id).toSorted(),
    );
    for (const { id, method, permission, resources, scopes, template, public: open } of operations) {
      assert.equal(open, false, id);
      assert.match(permission ?? '', method === 'GET' ? /\.read$/ : /\.write$/, id);
      const scope = `selected_accounts_projects${method === 'GET' ? '.read' : ''}`;
      assert.deepEqual(scopes, [[scope]], id);
      // Everything inside a project is opened by the project or its account. Lists filter by themselves.
      const inside = template.includes('{project_id}');
      const opened = resources.map(({ type, parameter }) => `${type}:{${parameter}}`);
      assert.deepEqual(opened, inside ? ['account:{account_id}', 'project:{project_id}'] : [], id);
    }
  });

  it('has public clients with one redirect URI each, as an address without redirect_uri needs', () => {
    for (const { kind, redirectUris, grantTypes } of seed.clients) {
      assert.equal(kind, 'public');
      assert.equal(redirectUris.length, 1);
      assert.deepEqual(grantTypes, ['authorization_code', 'refresh_token']);
    }
    assert.match(seed.clients[0]?.redirectUris[0] ?? '', /^http:\/\/tour\.localhost:/);
  });

  it('is planted with people, clients and tokens that fit it', () => {
    for (const { role, userId } of seed.memberships) {
      assert.ok(Object.hasOwn(config.roles, role), role);
      assert.ok(seed.users.some(({ id }) => id === userId));
    }
    for (const { scopes } of [...seed.clients, ...seed.personalTokens]) {
      for (const scope of scopes) assert.ok(Object.hasOwn(config.scopes, scope), scope);
    }
    for (const { userId, tenantId, name } of seed.personalTokens) {
      const member = seed.memberships.some((each) => each.userId === userId && each.tenantId === tenantId);
      assert.ok(member, `${name} belongs to somebody in the company`);
    }
  });

  it('has a client for each link of its tour, with the tour’s page as its one redirect URI', () => {
    assert.ok(seed.connect.length > 0);
    for (const { client, scope } of seed.connect) {
      const found = seed.clients.find(({ id }) => id === client);
      assert.deepEqual(found?.redirectUris, ['http://tour.localhost:4000/callback']);
      assert.ok(scope.split(' ').every((each) => found.scopes.includes(each)));
    }
  });
});
