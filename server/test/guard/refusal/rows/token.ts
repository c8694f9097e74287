import assert from 'node:assert/strict';
import { eventWithoutRequest } from '../../../../src/audit/event.ts';
import { ClientId, TenantId, UserId } from '../../../../src/model/index.ts';
import { newToken } from '../../../../src/tokens/format.ts';
import { NOW } from '../../world.ts';
import { ANN, BARE, ends, INVALID, REALM, type Row } from './row.ts';

/** Tokens that are missing, malformed, over, or sent the wrong way. */
export const tokenRows: Row[] = [
  {
    title: 'no token',
    call: (world) => world.call(null),
    status: 401,
    code: 'missing_token',
    remedy: 'reauthorize',
    challenge: BARE,
    failed: ['token'],
  },
  {
    title: 'no token, no such path',
    call: (world) => world.call(null, { path: '/nowhere' }),
    status: 401,
    code: 'missing_token',
    remedy: 'reauthorize',
    challenge: BARE,
    failed: ['token'],
    operation: null,
  },
  {
    title: 'another scheme',
    call: (world) => world.call(null, { authorization: 'Basic YTpi' }),
    status: 401,
    code: 'missing_token',
    challenge: BARE,
    failed: ['token'],
  },
  {
    title: 'two tokens',
    call: (world) => world.call(null, { authorization: 'Bearer abc, Bearer def' }),
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'two schemes',
    call: (world) => world.call(null, { authorization: 'Basic YTpi, Bearer def' }),
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'a token nobody issued',
    call: (world) => world.call(newToken('pca', 'live')),
    status: 401,
    code: 'invalid_token',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'something like a JWT that nobody issued',
    call: (world) => world.call('eyJhbGciOiJub25lIn0.e30.AA'),
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'a refresh token',
    call: (world) => world.call(newToken('pcr', 'live')),
    status: 401,
    code: 'invalid_token',
    remedy: 'refresh',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'a token for another resource',
    async call(world) {
      const { token, account } = await world.connected({ audience: ['https://elsewhere.example'] });
      return world.call(token, { account });
    },
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['audience'],
    who: ANN,
  },
  {
    title: 'an expired token that can be refreshed',
    async call(world) {
      const { token, account } = await world.connected();
      world.clock.now += 3_600_000;
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_expired',
    remedy: 'refresh',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'an expired token that cannot be refreshed',
    async call(world) {
      const token = await world.clientToken('service', { expiresAt: NOW });
      return world.call(token);
    },
    status: 401,
    code: 'token_expired',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
    who: ['service', null, 'org_a'],
  },
  {
    title: 'an expired token of a client that may not refresh any more',
    async call(world) {
      const { token, account } = await world.connected();
      const found = await world.api.store.client('platform', NOW);
      if (!found) throw new Error('The platform is gone.');
      const grantTypes = found.client.grantTypes.filter((type) => type !== 'refresh_token');
      await world.api.store.updateClient({ ...found.client, grantTypes }, []);
      world.clock.now += 3_600_000;
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_expired',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a revoked token',
    async call(world) {
      const { token, hash, account } = await world.connected();
      await world.api.store.revokeAccessToken(hash, ClientId('platform'), []);
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_revoked',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a token of a suspended client',
    async call(world) {
      const { token, account } = await world.connected();
      const found = await world.api.store.client('platform', NOW);
      if (!found) throw new Error('the platform is gone');
      const changed = [eventWithoutRequest('client.changed', NOW, { clientId: found.client.id })];
      const settings = { ...found.client.settings, standing: 'suspended' as const };
      await world.api.store.updateClient({ ...found.client, settings }, changed);
      const decision = await world.call(token, { account });
      await world.api.store.updateClient(found.client, changed);
      return decision;
    },
    status: 403,
    code: 'client_suspended',
    remedy: 'none',
    challenge: null,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a token of a revoked family',
    async call(world) {
      const { token, familyId, account } = await world.connected();
      await world.api.store.revokeFamily(familyId, NOW, []);
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_revoked',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a revoked personal token',
    async call(world) {
      const { token, id } = await world.personalToken();
      await world.api.store.revokePersonalToken({
        id,
        userId: UserId('usr_ann'),
        tenantId: TenantId('org_a'),
        now: NOW,
        audit: [],
      });
      return world.call(token);
    },
    status: 401,
    code: 'token_revoked',
    challenge: INVALID,
    failed: ['token'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: 'an expired personal token',
    async call(world) {
      const { token } = await world.personalToken({ createdAt: NOW - 2, expiresAt: NOW });
      return world.call(token);
    },
    status: 401,
    code: 'token_expired',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: 'a revoked authorization',
    async call(world) {
      const { token, grant, account } = await world.connected();
      await world.api.store.revokeGrant({
        grantId: grant.id,
        tenantId: TenantId('org_a'),
        now: NOW,
        audit: [],
      });
      return world.call(token, { account });
    },
    status: 401,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'an authorization that has expired, which nothing has recorded yet',
    async call(world) {
      const { token, grant, account } = await world.connected();
      await ends(world, grant);
      return world.call(token, { account });
    },
    status: 401,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a token from before the customer revoked and connected again',
    async call(world) {
      const { token, grant } = await world.connected();
      await world.api.store.revokeGrant({
        grantId: grant.id,
        tenantId: TenantId('org_a'),
        now: NOW,
        audit: [],
      });
      const again = await world.connected();
      assert.equal((await world.call(again.token, { account: again.account })).outcome, 'allow');
      return world.call(token, { account: again.account });
    },
    status: 401,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a token in the query, although there is one in the header',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { query: 'page=2&access%5Ftoken=abc' });
    },
    status: 400,
    code: 'invalid_request',
    remedy: 'fix_request',
    challenge: `Bearer ${REALM}, error="invalid_request"`,
    failed: ['token'],
  },
  {
    title: 'a token in the query of a public operation',
    call: (world) => world.call(null, { path: '/status', query: 'a=1;access_token=abc' }),
    status: 400,
    code: 'invalid_request',
    challenge: `Bearer ${REALM}, error="invalid_request"`,
    failed: ['token'],
    operation: 'GET /status',
  },
];
