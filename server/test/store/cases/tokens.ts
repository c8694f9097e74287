import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { datedHash } from '../../../src/lib/dated-hash.ts';
import { momentDigits } from '../../../src/lib/ids.ts';
import {
  ClientId,
  ConnectedAccountId,
  GrantId,
  TenantId,
  type TokenHash,
  UserId,
} from '../../../src/model/index.ts';
import {
  access,
  type Current,
  connected,
  event,
  family,
  logged,
  NOW,
  personalToken,
  SECOND,
} from '../fixtures.ts';

const MINUTE = 60 * SECOND;

export function tokenCases(store: Current): void {
  describe('access tokens and connected accounts', () => {
    it('comes with everything a decision needs', async () => {
      const { begun, first } = await connected(store());
      const record = await store().accessToken(first.access.hash);
      assert.equal(record?.client?.id, 'platform');
      assert.equal(record?.user?.id, 'usr_ann');
      assert.equal(record?.tenant?.name, 'Alder & Co');
      assert.equal(record?.role, 'owner');
      assert.equal(record?.customPermissions, null);
      assert.equal(record?.grant?.id, begun.grantId);
      const account = await store().connectedAccount(begun.connectedAccountId, []);
      assert.equal(account?.grant.id, begun.grantId);
      assert.equal(account?.role, 'owner');
      assert.equal(await store().connectedAccount('conn_none', []), null);
    });

    it('is found by its hash with a moment, whether or not its row has one', async () => {
      const { first } = await connected(store());
      const moment = momentDigits(NOW);
      const [access, refresh] = [first.access.hash, first.refresh.hash].map(
        (hash) => (moment + hash) as TokenHash,
      );
      assert.equal((await store().accessToken(access ?? sha256('')))?.token.hash, first.access.hash);
      assert.equal((await store().refreshToken(refresh ?? sha256('')))?.refresh.hash, first.refresh.hash);
      const dated = datedHash(moment, 'dated');
      await store().issueAccessToken({ ...first.access, hash: dated }, []);
      assert.equal((await store().accessToken(dated))?.token.hash, dated);
      assert.equal(await store().accessToken(sha256('dated')), null);
    });

    it('tells the role as it is now, and the permissions of a custom one', async () => {
      const { first } = await connected(store());
      await store().setRole({
        tenantId: TenantId('org_a'),
        userId: UserId('usr_ann'),
        role: 'clerk',
        audit: [],
      });
      const unnamed = await store().accessToken(first.access.hash);
      // The clerk of another tenant has nothing to say here.
      assert.deepEqual([unnamed?.role, unnamed?.customPermissions], ['clerk', null]);
      const clerk = { tenantId: TenantId('org_a'), name: 'clerk', title: 'Clerk', permissions: ['x.read'] };
      await store().saveCustomRole(clerk, []);
      assert.deepEqual((await store().accessToken(first.access.hash))?.customPermissions, ['x.read']);
    });

    it('belongs to nobody when a client acts for itself', async () => {
      const own = access(
        family({
          grantId: GrantId(''),
          connectedAccountId: ConnectedAccountId(''),
          codeHash: sha256(''),
          version: 1,
        }),
        {
          kind: 'client',
          userId: null,
          tenantId: null,
          grantId: null,
          grantVersion: null,
          familyId: null,
        },
      );
      await store().issueAccessToken(own, [event('token.issued')]);
      const record = await store().accessToken(own.hash);
      assert.deepEqual(record?.token, own);
      const { user, tenant, role, customPermissions, grant, family: none } = record ?? {};
      assert.deepEqual(
        [user, tenant, role, customPermissions, grant, none],
        [null, null, null, null, null, null],
      );
      assert.equal(record?.client?.id, 'platform');
    });

    it('is revoked by its own client and no other', async () => {
      const { first } = await connected(store());
      const revoke = (clientId: ClientId) =>
        store().revokeAccessToken(first.access.hash, clientId, [event('token.revoked')]);
      assert.equal(await revoke(ClientId('other')), 'unknown');
      assert.equal((await store().accessToken(first.access.hash))?.revokedAt, null);
      assert.equal(await revoke(ClientId('platform')), 'revoked');
      assert.equal((await store().accessToken(first.access.hash))?.revokedAt, NOW);
      assert.equal(await revoke(ClientId('platform')), 'already');
      assert.equal(await revoke(ClientId('other')), 'unknown');
      assert.equal(
        (await logged(store()))['token.revoked'],
        1,
        'a row for each revocation, not for each request',
      );
      assert.equal(await store().revokeAccessToken(sha256('never'), ClientId('platform'), []), 'unknown');
    });
  });

  describe('personal tokens', () => {
    it('is listed for its user in its tenant, and found by hash with the role of now', async () => {
      const resources = [{ type: 'project', id: '11' }];
      const made = personalToken({
        resources,
        tenantId: TenantId('org_b'),
        ipAllowlist: ['192.0.2.0/24'],
        createdAt: NOW + 1,
      });
      await store().createPersonalToken(made, [event('personal_token.created')]);
      assert.deepEqual(await store().personalTokensOf(UserId('usr_ann'), TenantId('org_b')), [made]);
      assert.deepEqual(await store().personalTokensOf(UserId('usr_ben'), TenantId('org_b')), []);
      assert.deepEqual(await store().selectionsOf(made.id), [resources]);
      const record = await store().personalToken(made.hash);
      assert.deepEqual(record?.token, made);
      assert.deepEqual([record?.role, record?.customPermissions], ['clerk', ['cases.read']]);
      assert.deepEqual([record?.client, record?.grant], [null, null]);
      assert.equal(await store().personalToken(sha256('never')), null);
    });

    it('is listed a page at a time, newest first', async () => {
      for (const [id, createdAt] of [
        ['tok_1', NOW + 1],
        ['tok_2', NOW + 2],
        ['tok_3', NOW + 2],
      ] as const) {
        const made = personalToken({ id, hash: sha256(id), tenantId: TenantId('org_b'), createdAt });
        await store().createPersonalToken(made, []);
      }
      const first = await store().personalTokensOf(UserId('usr_ann'), TenantId('org_b'), {
        before: null,
        limit: 2,
      });
      const before = first.at(-1) ?? null;
      const rest = await store().personalTokensOf(UserId('usr_ann'), TenantId('org_b'), { before, limit: 2 });
      assert.deepEqual(
        [first, rest].map((page) => page.map(({ id }) => id)),
        [['tok_3', 'tok_2'], ['tok_1']],
      );
    });

    it('is revoked by its user, once', async () => {
      const revoke = (userId: UserId, tenantId = TenantId('org_a')) =>
        store().revokePersonalToken({
          id: 'tok_seed',
          userId,
          tenantId,
          now: NOW,
          audit: [event('personal_token.revoked')],
        });
      assert.equal(await revoke(UserId('usr_ben')), 'unknown');
      assert.equal(await revoke(UserId('usr_ann'), TenantId('org_b')), 'unknown', 'not from another tenant');
      assert.equal(await revoke(UserId('usr_ann')), 'revoked');
      assert.equal(await revoke(UserId('usr_ann')), 'unknown');
      assert.equal((await store().personalToken(sha256('pat-hash')))?.token.revokedAt, NOW);
      assert.equal((await logged(store()))['personal_token.revoked'], 1);
    });

    it('remembers its use at most once a minute', async () => {
      const lastUse = async () => (await store().personalToken(sha256('pat-hash')))?.token.lastUsedAt;
      await store().touchPersonalToken('tok_seed', NOW);
      await store().touchPersonalToken('tok_seed', NOW + MINUTE - 1);
      assert.equal(await lastUse(), NOW);
      await store().touchPersonalToken('tok_seed', NOW + MINUTE);
      assert.equal(await lastUse(), NOW + MINUTE);
      await store().touchPersonalToken('tok_none', NOW);
    });
  });
}
