import assert from 'node:assert/strict';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, TenantId } from '../../src/model/index.ts';
import { accessEnd, isLiveRefresh } from '../../src/rules/token/standing.ts';
import {
  approved,
  client,
  event,
  family,
  NOW,
  personalToken,
  redemption,
  rotation,
} from '../store/fixtures.ts';
import { CLIENT_THINGS } from './client-things.ts';
import { FACTORS } from './factors.ts';
import { LETTERS } from './letters.ts';
import { about, connect, FAR, grantOf, grantWorks, hashOf, member, type Thing } from './thing.ts';

/** Of every sort of thing that the log can tell the end of. */
export const THINGS: Record<string, Thing> = {
  ...FACTORS,
  ...LETTERS,
  'access token': {
    make: connect,
    async works(store, _, made) {
      const record = await store.accessToken(hashOf(made, 'access'));
      return record !== null && accessEnd(record, NOW) === null;
    },
    end: (store, who, made) =>
      store.revokeAccessToken(hashOf(made, 'access'), who.clientId, [
        event('token.revoked', { ...about(who, made), detail: { token: 'access' } }),
      ]),
  },
  'refresh token': {
    make: connect,
    async works(store, _, made) {
      const record = await store.refreshToken(hashOf(made, 'refresh'));
      return record !== null && isLiveRefresh(record, 'owner', NOW);
    },
    async end(store, who, made) {
      const record = await store.refreshToken(hashOf(made, 'refresh'));
      assert.ok(record);
      const row = event('token.refreshed', about(who, made));
      const audit = { rotated: [row], repeated: [], reused: [] };
      return store.rotateRefreshToken(rotation(record.family, record.refresh.hash, { audit }));
    },
  },
  connection: {
    make: connect,
    works: grantWorks,
    end: (_, who, made, type) => type(['connection', 'revoke', grantOf(made), '--tenant', who.tenantId]),
  },
  'suspended connection': {
    make: connect,
    works: grantWorks,
    end: (_, who, made, type) => type(['connection', 'suspend', grantOf(made), '--tenant', who.tenantId]),
  },
  'scope of a connection': {
    make: connect,
    async works(store, who, made) {
      const grant = await store.grantById(grantOf(made));
      return grant?.status === 'active' && grant.scopes.includes('notes:write') && who !== null;
    },
    end: (store, who, made) =>
      store.shrinkGrant({
        grantId: grantOf(made),
        tenantId: who.tenantId,
        scopes: ['notes:read'],
        resources: null,
        now: NOW,
        audit: [
          event('authorization.changed', {
            ...about(who, made),
            detail: { by: who.userId, scopes: ['notes:read'], resources: null },
          }),
        ],
      }),
  },
  'addresses of a connection': {
    make: connect,
    async works(store, _, made) {
      const grant = await store.grantById(grantOf(made));
      return grant?.status === 'active' && grant.ipAllowlist === null;
    },
    end: (store, who, made) =>
      store.limitGrantAddresses({
        grantId: grantOf(made),
        tenantId: who.tenantId,
        ipAllowlist: ['192.0.2.0/24'],
        now: NOW,
        audit: [
          event('authorization.changed', {
            ...about(who, made),
            detail: { by: who.userId, ipAllowlist: ['192.0.2.0/24'] },
          }),
        ],
      }),
  },
  member: {
    works: async (store, who) => (await member(store, who))?.role === 'owner',
    end: (_, who, __, type) => type(['user', 'remove', who.email, '--tenant', who.tenantId]),
  },
  'role of a member': {
    works: async (store, who) => (await member(store, who))?.role === 'owner',
    end: (store, { tenantId, userId }) =>
      store.setRole({
        tenantId,
        userId,
        role: 'viewer',
        audit: [event('member.role_changed', { tenantId, userId, detail: { from: 'owner', to: 'viewer' } })],
      }),
  },
  'role of a tenant': {
    async make(store, { tenantId, userId, name }) {
      await store.saveCustomRole(
        { tenantId, name, title: name, permissions: ['note.read', 'note.write'] },
        [],
      );
      await store.setRole({ tenantId, userId, role: name, audit: [] });
    },
    async works(store, who) {
      const role = (await member(store, who))?.role;
      const made = await store.customRoles(who.tenantId);
      return made.find(({ name }) => name === role)?.permissions.includes('note.write') ?? false;
    },
    end: (_, { name, tenantId }, __, type) => type(['role', 'set', name, 'note.read', '--tenant', tenantId]),
  },
  user: {
    works: async (store, who) =>
      (await store.userByEmail(who.email)) !== null && (await member(store, who))?.role === 'owner',
    end: (_, who, __, type) => type(['user', 'delete', who.email, '--yes']),
  },
  password: {
    works: async (store, who) => (await store.userById(who.userId))?.passwordHash === `phc of ${who.name}`,
    end: (_, who, __, type) => type(['user', 'password', who.email]),
  },
  'provider of a tenant': {
    async make(store, { name }) {
      const tenantId = TenantId(`own_${name}`);
      await store.addTenant({ id: tenantId, name }, []);
      await store.setTenantProvider(
        {
          ...{ tenantId, title: 'Own', issuer: 'https://idp.example', clientId: 'c', sealedSecret: 's' },
          ...{ role: 'viewer', subjectClaim: 'sub', groupsClaim: 'groups', createdAt: NOW },
        },
        [],
      );
    },
    works: async (store, { name }) => (await store.tenantProvider(`own_${name}`)) !== null,
    end: (store, { name }) => {
      const tenantId = TenantId(`own_${name}`);
      return store.removeTenantProvider(tenantId, [event('provider.removed', { tenantId })]);
    },
  },
  'role of a group': {
    make: async (store, { name }) => {
      const tenantId = TenantId(`grouped_${name}`);
      await store.addTenant({ id: tenantId, name }, []);
      await store.setGroupRoles(tenantId, [{ tenantId, groupName: name, role: 'viewer' }], []);
    },
    works: async (store, { name }) => (await store.groupRoles(TenantId(`grouped_${name}`))).length > 0,
    end: (store, { name }) => {
      const tenantId = TenantId(`grouped_${name}`);
      return store.setGroupRoles(tenantId, [], [event('group_roles.set', { tenantId })]);
    },
  },
  'linked account': {
    make: (store, { userId, name }) =>
      store.linkOutside(
        {
          ...{ source: 'https://idp.example', subject: name, userId, email: 'a@idp.example' },
          ...{ emailVerified: true, founding: false, createdAt: NOW, usedAt: NOW },
        },
        [],
      ),
    works: async (store, { userId }) => (await store.outsideAccountsOf(userId)).length === 1,
    end: (store, { userId, name }) =>
      store.unlinkOutside({
        ...{ userId, source: 'https://idp.example', subject: name },
        audit: [
          event('outside_account.unlinked', {
            userId,
            detail: { source: 'https://idp.example', subject: name },
          }),
        ],
      }),
  },
  session: {
    make: (store, { userId, name }) =>
      store.openSession(
        {
          hash: sha256(`session of ${name}`),
          publicId: name,
          userId,
          createdAt: NOW,
          methods: ['pwd' as const],
          browser: null,
          lastSeenAt: NOW,
          expiresAt: FAR,
        },
        [],
      ),
    works: async (store, { name }) =>
      (await store.session(sha256(`session of ${name}`), Date.now())) !== null,
    end: (_, who, __, type) => type(['user', 'sign-out', who.email]),
  },
  'personal access token': {
    make: (store, { userId, tenantId, name }) =>
      store.createPersonalToken(
        personalToken({ id: `tok_${name}`, hash: sha256(`pat of ${name}`), userId, tenantId }),
        [],
      ),
    async works(store, { name }) {
      const found = await store.personalToken(sha256(`pat of ${name}`));
      return found !== null && found.token.revokedAt === null;
    },
    end: (_, who, __, type) => type(['token', 'revoke', `tok_${who.name}`, '--tenant', who.tenantId]),
  },
  ...CLIENT_THINGS,
  'authorization code': {
    async make(store, { clientId, userId, tenantId }, made) {
      const codeHash = sha256(`code of ${userId}`);
      await approved(store, {
        clientId,
        userId,
        tenantId,
        newConnectedAccountId: null,
        codeHash,
        audit: { allowed: [], held: [] },
      });
      made.set('code', codeHash);
    },
    async works(store, _, made) {
      const found = await store.code(hashOf(made, 'code'));
      return found !== null && found.code.redeemedAt === null;
    },
    async end(store, who, made) {
      const found = await store.code(hashOf(made, 'code'));
      assert.ok(found);
      const { code } = found;
      const { clientId, userId, tenantId } = who;
      const { grantId, hash: codeHash, familyId, grantVersion: version } = code;
      const begun = { grantId, codeHash, familyId, version, connectedAccountId: '' as never };
      const of = family(begun, { clientId, userId, tenantId });
      const rows = { redeemed: [event('code.redeemed', { clientId, grantId: code.grantId })], replayed: [] };
      return store.redeemCode({
        ...redemption(begun, { family: of }),
        audit: rows,
      });
    },
    endsAnyway: true,
  },
  'registration token': {
    make: (store, { name }) =>
      store.addInitialAccessToken(
        { hash: sha256(`iat ${name}`), usesLeft: 1, createdAt: NOW, expiresAt: null },
        [],
      ),
    works: async (store, { name }) =>
      (await store.initialAccessToken(sha256(`iat ${name}`), Date.now())) !== null,
    end: (store, { name }) =>
      store.registerClient({
        client: client({
          id: `registered_${name}`,
          origin: 'registration',
          ownerUserId: null,
          tenantId: null,
        }),
        secret: null,
        initialAccessTokenHash: sha256(`iat ${name}`),
        now: Date.now(),
        audit: [
          event('client.created', {
            clientId: ClientId(`registered_${name}`),
            detail: { origin: 'registration' },
          }),
        ],
      }),
    endsAnyway: true,
  },
  webhook: webhook((id) => ['webhook', 'remove', id]),
  'secret of a webhook': webhook((id) => ['webhook', 'rotate', id]),
  'signing key': {
    async make(store, { name }, made) {
      const [key] = await store.sealedKeys('signing');
      made.set('key', key?.id ?? name);
    },
    works: async (store, _, made) =>
      (await store.sealedKeys('signing')).some(({ id }) => id === made.get('key')),
    end: (_, __, ___, type) => type(['keys', 'rotate', 'signing']),
    endsAnyway: true,
  },
  tenant: {
    works: async (store, who) => (await member(store, who))?.role === 'owner',
    end: (_, who, __, type) => type(['tenant', 'delete', who.tenantId, '--yes']),
  },
};

function webhook(ended: (id: string) => string[]): Thing {
  return {
    make: (store, { clientId, name }) =>
      store.addWebhookEndpoint(
        {
          id: `whe_${name}`,
          clientId,
          url: 'https://receiver.example/',
          events: null,
          ordered: false,
          secrets: [],
          createdAt: NOW,
          disabledAt: null,
          failures: 0,
          failingSince: null,
          pausedUntil: 0,
        },
        10,
        [],
      ),
    async works(store, { name }) {
      const endpoint = await store.webhookEndpoint(`whe_${name}`);
      return endpoint !== null && endpoint.disabledAt === null && endpoint.secrets.length === 0;
    },
    end: (_, { name }, __, type) => type(ended(`whe_${name}`)),
  };
}
