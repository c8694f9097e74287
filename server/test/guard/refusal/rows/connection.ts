import { TenantId, UserId } from '../../../../src/model/index.ts';
import { NOW, SANDBOX } from '../../world.ts';
import { ANN, ends, type Row } from './row.ts';

/** Tokens used on the wrong domain or for the wrong account. */
export const connectionRows: Row[] = [
  {
    title: "a platform's own token for an account whose authorization has expired",
    async call(world) {
      const { grant, account } = await world.connected();
      await ends(world, grant);
      return world.call(await world.clientToken('platform'), { account });
    },
    status: 403,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: "a platform's own token for an account that was revoked",
    async call(world) {
      const { grant, account } = await world.connected();
      await world.api.store.revokeGrant({
        grantId: grant.id,
        tenantId: TenantId('org_a'),
        now: NOW,
        audit: [],
      });
      return world.call(await world.clientToken('platform'), { account });
    },
    status: 403,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a connected token without an account',
    async call(world) {
      const { token } = await world.connected();
      return world.call(token);
    },
    status: 400,
    code: 'connected_account_required',
    remedy: 'fix_request',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: "a platform's own token without an account, for customer data",
    call: async (world) => world.call(await world.clientToken('platform')),
    status: 400,
    code: 'connected_account_required',
    challenge: null,
    failed: ['connection'],
    who: ['platform', null, null],
  },
  {
    title: "a client's own token that names no tenant, for customer data",
    call: async (world) => world.call(await world.clientToken('service', { tenantId: null })),
    status: 403,
    code: 'tenant_required',
    remedy: 'none',
    challenge: null,
    failed: ['connection'],
    who: ['service', null, null],
  },
  {
    title: 'another account than the own one',
    async call(world) {
      const { token } = await world.connected();
      const other = await world.connected({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
      return world.call(token, { account: other.account });
    },
    status: 403,
    code: 'connected_account_invalid',
    remedy: 'fix_request',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a suspended account',
    async call(world) {
      const { token, grant, account } = await world.connected();
      const change = { grantId: grant.id, tenantId: TenantId('org_a'), suspended: true, now: NOW, audit: [] };
      await world.api.store.suspendGrant(change);
      return world.call(token, { account });
    },
    status: 403,
    code: 'connected_account_invalid',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a personal token with an account',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { account: 'conn_1' });
    },
    status: 403,
    code: 'connected_account_invalid',
    challenge: null,
    failed: ['connection'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: "an app's token with an account",
    async call(world) {
      const { token } = await world.connected({ clientId: 'app' });
      return world.call(token, { account: 'conn_1' });
    },
    status: 403,
    code: 'connected_account_invalid',
    challenge: null,
    failed: ['connection'],
    who: ['app', 'usr_ann', 'org_a'],
  },
  {
    title: 'two accounts',
    async call(world) {
      const { token, account } = await world.connected();
      return world.call(token, { account: `${account}, conn_2` });
    },
    status: 400,
    code: 'invalid_request',
    remedy: 'fix_request',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a live token on the sandbox',
    async call(world) {
      const { token, account } = await world.connected();
      return world.call(token, { account, host: SANDBOX });
    },
    status: 403,
    code: 'domain_mismatch',
    remedy: 'use_domain',
    challenge: null,
    failed: ['domain'],
    who: ANN,
  },
  {
    title: 'a sandbox token on the live domain',
    async call(world) {
      const { token } = await world.personalToken({ mode: 'sandbox' });
      return world.call(token);
    },
    status: 403,
    code: 'domain_mismatch',
    remedy: 'use_domain',
    challenge: null,
    failed: ['domain'],
    who: [null, 'usr_ann', 'org_a'],
  },
];
