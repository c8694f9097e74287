import { TenantId, UserId } from '../../../../src/model/index.ts';
import { NOW } from '../../world.ts';
import { ANN, REALM, type Row } from './row.ts';

/** Calls that a good token may not make, or that are no calls at all. */
export const permissionRows: Row[] = [
  {
    title: 'a missing scope',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { method: 'POST' });
    },
    status: 403,
    code: 'insufficient_scope',
    remedy: 'reauthorize',
    challenge: `Bearer ${REALM}, error="insufficient_scope", error_description="This call needs the scope write.", scope="write"`,
    failed: ['scope'],
    who: [null, 'usr_ann', 'org_a'],
    operation: 'createCase',
  },
  {
    title: 'several missing scopes: the way in that lacks the fewest, in full',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { method: 'DELETE', path: '/projects/1' });
    },
    status: 403,
    code: 'insufficient_scope',
    challenge: `Bearer ${REALM}, error="insufficient_scope", error_description="This call needs the scope write and read and read:cases.", scope="write read read:cases"`,
    failed: ['scope'],
    who: [null, 'usr_ann', 'org_a'],
    operation: 'deleteProject',
  },
  {
    title: 'an operation whose ways in Latchkey does not check',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { path: '/keyed' });
    },
    status: 403,
    code: 'no_way_in',
    remedy: 'none',
    challenge: null,
    failed: ['operation'],
    who: [null, 'usr_ann', 'org_a'],
    operation: 'keyed',
  },
  {
    title: 'a scope that the customer took away again',
    async call(world) {
      const { token, grant, account } = await world.connected();
      const change = { grantId: grant.id, tenantId: TenantId('org_a'), scopes: ['read'], resources: null };
      await world.api.store.shrinkGrant({ ...change, now: NOW, audit: [] });
      return world.call(token, { account, method: 'POST' });
    },
    status: 403,
    code: 'insufficient_scope',
    remedy: 'reauthorize',
    challenge: `Bearer ${REALM}, error="insufficient_scope"`,
    failed: ['scope'],
    who: ANN,
    operation: 'createCase',
  },
  {
    title: 'a missing role',
    async call(world) {
      const { token } = await world.personalToken({ userId: UserId('usr_cy'), scopes: ['write'] });
      return world.call(token, { method: 'POST' });
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['role'],
    who: [null, 'usr_cy', 'org_a'],
    operation: 'createCase',
  },
  {
    title: 'a missing role and a missing scope: more scopes would not help',
    async call(world) {
      const { token } = await world.personalToken({ userId: UserId('usr_cy') });
      return world.call(token, { method: 'POST' });
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['scope', 'role'],
    who: [null, 'usr_cy', 'org_a'],
    operation: 'createCase',
  },
  {
    title: 'a user who is no member any more',
    async call(world) {
      const { token } = await world.personalToken({ tenantId: TenantId('org_b') });
      return world.call(token);
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['role'],
    who: [null, 'usr_ann', 'org_b'],
  },
  {
    title: 'more than the role permitted at consent',
    async call(world) {
      const { token, account } = await world.connected({ ceiling: ['project.*'] });
      return world.call(token, { account, method: 'POST' });
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['role'],
    who: ANN,
    operation: 'createCase',
  },
  {
    title: 'a resource that was not selected',
    async call(world) {
      const { token } = await world.connected({
        clientId: 'app',
        resources: [{ type: 'project', id: '1' }],
      });
      return world.call(token, { path: '/projects/2' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['resource'],
    who: ['app', 'usr_ann', 'org_a'],
    operation: 'readProject',
  },
  {
    title: 'a resource that a personal access token is not limited to',
    async call(world) {
      const { token } = await world.personalToken({ resources: [{ type: 'project', id: '1' }] });
      return world.call(token, { path: '/projects/2' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['resource'],
    who: [null, 'usr_ann', 'org_a'],
    operation: 'readProject',
  },
  {
    title: 'an address that is not allowed',
    async call(world) {
      const { token } = await world.personalToken({ ipAllowlist: ['198.51.100.0/24'] });
      return world.call(token);
    },
    status: 403,
    code: 'ip_not_allowed',
    remedy: 'none',
    challenge: null,
    failed: ['ip'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: 'no such path',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { path: '/nowhere' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['operation'],
    who: [null, 'usr_ann', 'org_a'],
    operation: null,
  },
  {
    title: 'a host that is no domain',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { host: 'accounts.cases.localhost' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['operation'],
  },
  {
    title: 'a method that is not there',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { method: 'DELETE' });
    },
    status: 405,
    code: 'method_not_allowed',
    remedy: 'fix_request',
    challenge: null,
    failed: ['operation'],
    who: [null, 'usr_ann', 'org_a'],
    operation: null,
  },
  {
    title: 'a path that can be read in two ways',
    call: (world) => world.call(null, { path: '/cases/%2e%2e/status' }),
    status: 400,
    code: 'invalid_request',
    remedy: 'fix_request',
    challenge: null,
    failed: ['operation'],
    operation: null,
  },
];
