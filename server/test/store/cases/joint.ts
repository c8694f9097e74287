import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../src/lib/ids.ts';
import { ClientId, type Grant, TenantId, UserId } from '../../../src/model/index.ts';
import type { Consent } from '../../../src/store/store.ts';
import {
  approved,
  type Current,
  consent,
  event,
  family,
  grantAfter,
  NOW,
  redemption,
  SECOND,
} from '../fixtures.ts';

const PEOPLE = ['usr_ann', 'usr_bea', 'usr_cem'].map(UserId);
const MANAGERS = ['owner'];

/** A connected account belongs to the tenant, whichever of its users authorized it. */
export function jointCases(store: Current): void {
  const approve = (userId: UserId, over: Partial<Consent> = {}) =>
    grantAfter(store(), consent({ userId, ...over }));
  const about = ({ id }: Pick<Grant, 'id'>, byManager = false) => ({
    grantId: id,
    tenantId: TenantId('org_a'),
    now: NOW,
    byManager,
    audit: [],
  });
  const grantOf = async (userId: UserId): Promise<Grant> => {
    const grant = await store().grantFor(ClientId('platform'), userId, TenantId('org_a'));
    assert.ok(grant);
    return grant;
  };
  const states = async (...people: UserId[]) =>
    Promise.all(people.map(async (userId) => (await grantOf(userId)).status));
  /** By whose authority the platform's own token acts. */
  const acts = async (account: string) => (await store().connectedAccount(account, MANAGERS))?.user?.id;

  describe('a connected account', () => {
    beforeEach(async () => {
      for (const id of PEOPLE.slice(1)) {
        const user = { id, email: `${id}@alder.example`, name: id, passwordHash: null, createdAt: NOW };
        await store().addUser(user, []);
        await store().addMembership({ tenantId: TenantId('org_a'), userId: id, role: 'clerk' }, []);
      }
    });

    it('is one for each platform, tenant and mode, also for people who connect at once', async () => {
      const consents = PEOPLE.map((userId) => consent({ userId }));
      const grants = await Promise.all(consents.map((each) => grantAfter(store(), each)));
      assert.equal(new Set(grants.map(({ id }) => id)).size, 3);
      assert.equal(new Set(grants.map(({ connectedAccountId }) => connectedAccountId)).size, 1);
      const rows = await store().auditTrail({ kind: 'authorization.granted', limit: 9 });
      assert.deepEqual(
        new Set(rows.map(({ grantId, connectedAccountId }) => `${grantId} ${connectedAccountId}`)),
        new Set(grants.map(({ id, connectedAccountId }) => `${id} ${connectedAccountId}`)),
        'each row names the grant and the account that came of it',
      );
      const elsewhere = await approve(UserId('usr_ann'), { tenantId: TenantId('org_b') });
      assert.notEqual(elsewhere.connectedAccountId, grants[0]?.connectedAccountId);
    });

    it('acts by the manager who authorized last, else by the user who did, among those whose part stands', async () => {
      const ann = await approve(UserId('usr_ann'), { now: NOW });
      const account = ann.connectedAccountId ?? '';
      const bea = await approve(UserId('usr_bea'), { now: NOW + SECOND });
      const cem = await approve(UserId('usr_cem'), { now: NOW + 2 * SECOND });
      assert.equal(await acts(account), 'usr_ann', 'a manager goes before those who came later');
      await store().withdrawGrant(about(ann));
      assert.equal(await acts(account), 'usr_cem');
      await approve(UserId('usr_bea'), { now: NOW + 3 * SECOND });
      assert.equal(await acts(account), 'usr_bea');
      await store().removeMember({
        tenantId: TenantId('org_a'),
        userId: UserId('usr_bea'),
        now: NOW,
        audit: [],
      });
      assert.equal(await acts(account), 'usr_cem');
      await store().setRole({
        tenantId: TenantId('org_a'),
        userId: UserId('usr_cem'),
        role: 'owner',
        audit: [],
      });
      await approve(UserId('usr_ann'), { now: NOW + 4 * SECOND });
      assert.equal(await acts(account), 'usr_ann');
      assert.deepEqual([bea.connectedAccountId, cem.connectedAccountId], [account, account]);
      await store().revokeGrant(about(ann));
      assert.equal((await store().connectedAccount(account, MANAGERS))?.grant.status, 'revoked');
      assert.equal(await acts('conn_none'), undefined);
    });

    it('ends one person’s part without the others', async () => {
      const ann = await approve(UserId('usr_ann'));
      const begun = await approved(store(), { userId: UserId('usr_bea') });
      const tokens = redemption(begun, { family: family(begun, { userId: UserId('usr_bea') }) });
      assert.equal(await store().redeemCode(tokens), 'redeemed');
      const alive = async () => {
        const record = await store().accessToken(tokens.access.hash);
        return record?.grant?.status === 'active' && record.grant.version === record.token.grantVersion;
      };
      assert.equal(await store().withdrawGrant(about(ann)), 'revoked');
      assert.equal(await store().withdrawGrant(about(ann)), 'already');
      assert.deepEqual(await states(UserId('usr_ann'), UserId('usr_bea')), ['revoked', 'active']);
      assert.ok(await alive());
      assert.equal(await store().withdrawGrant({ ...about(ann), tenantId: TenantId('org_b') }), 'unknown');
      assert.equal((await approve(UserId('usr_ann'))).connectedAccountId, ann.connectedAccountId);
      assert.equal(await store().revokeGrant(about(ann)), 'revoked');
      assert.deepEqual(await states(UserId('usr_ann'), UserId('usr_bea')), ['revoked', 'revoked']);
      assert.ok(!(await alive()));
      assert.equal(await store().revokeGrant(about(ann)), 'already');
    });

    it('is suspended and limited as a whole, by a manager where several have a part', async () => {
      const ann = await approve(UserId('usr_ann'));
      await approve(UserId('usr_bea'));
      const ipAllowlist = ['192.0.2.0/24'];
      assert.equal(await store().suspendGrant({ ...about(ann), suspended: true }), 'shared');
      assert.equal(await store().limitGrantAddresses({ ...about(ann), ipAllowlist }), 'shared');
      assert.equal(await store().suspendGrant({ ...about(ann, true), suspended: true }), 'changed');
      assert.equal(await store().limitGrantAddresses({ ...about(ann, true), ipAllowlist }), 'changed');
      assert.deepEqual(await states(UserId('usr_ann'), UserId('usr_bea')), ['suspended', 'suspended']);
      assert.deepEqual((await grantOf(UserId('usr_bea'))).ipAllowlist, ipAllowlist);
      assert.deepEqual((await grantOf(UserId('usr_bea'))).held?.addresses, true);
      const refused = await approve(UserId('usr_cem'));
      assert.equal(refused.held?.stopped, true, 'nobody joins what a manager stopped');
      assert.equal(await store().grantFor(ClientId('platform'), UserId('usr_cem'), TenantId('org_a')), null);
      assert.equal(await store().suspendGrant({ ...about(ann, true), suspended: false }), 'changed');
      const cem = await approve(UserId('usr_cem'));
      assert.deepEqual([cem.status, cem.ipAllowlist], ['active', ipAllowlist]);
      assert.equal(await store().limitGrantAddresses({ ...about(cem, true), ipAllowlist: null }), 'changed');
      assert.deepEqual((await grantOf(UserId('usr_ann'))).ipAllowlist, null);
    });

    it('is for a member who is alone in it to stop and to limit, also once the others withdrew', async () => {
      const ann = await approve(UserId('usr_ann'));
      const ipAllowlist = ['192.0.2.0/24'];
      const acts = async () => [
        await store().limitGrantAddresses({ ...about(ann), ipAllowlist }),
        await store().suspendGrant({ ...about(ann), suspended: true }),
        await store().suspendGrant({ ...about(ann), suspended: false }),
      ];
      assert.deepEqual(await acts(), ['changed', 'changed', 'changed']);
      const bea = await approve(UserId('usr_bea'));
      assert.deepEqual(await acts(), ['shared', 'shared', 'shared']);
      assert.equal(await store().withdrawGrant(about(bea)), 'revoked');
      assert.deepEqual(await acts(), ['changed', 'changed', 'changed']);
      assert.deepEqual(await states(UserId('usr_ann'), UserId('usr_bea')), ['active', 'revoked']);
    });

    it('that its only user suspended keeps a joining user waiting as well', async () => {
      const ann = await approve(UserId('usr_ann'));
      await store().suspendGrant({ ...about(ann), suspended: true });
      assert.equal(
        (await store().connectionOf(ClientId('platform'), TenantId('org_a'), 'live'))?.suspended,
        true,
      );
      assert.equal((await approve(UserId('usr_bea'))).status, 'suspended');
    });

    it('that a manager ended is not begun again by somebody else, until a manager says so', async () => {
      const bea = await approve(UserId('usr_bea'));
      await approve(UserId('usr_cem'));
      await store().revokeGrant(about(bea, true));
      for (const person of PEOPLE.slice(1)) {
        assert.equal((await approve(person)).held?.stopped, true);
        assert.equal((await grantOf(person)).status, 'revoked');
      }
      const ann = await approve(UserId('usr_ann'), { byManager: true });
      assert.deepEqual([ann.status, ann.held], ['active', null]);
      assert.equal((await approve(UserId('usr_bea'))).status, 'active');
    });

    it('holds back one person whose part a manager ended, and nobody else', async () => {
      const bea = await approve(UserId('usr_bea'));
      await approve(UserId('usr_cem'));
      await store().withdrawGrant(about(bea, true));
      assert.equal((await approve(UserId('usr_bea'))).status, 'revoked');
      assert.equal((await approve(UserId('usr_cem'))).status, 'active');
      assert.equal(await store().releaseGrant(about(bea)), 'released');
      assert.equal((await approve(UserId('usr_bea'))).status, 'active');
    });

    it('is one entry for managers of the tenant, and lists its users', async () => {
      for (const [at, userId] of PEOPLE.entries()) await approve(userId, { now: NOW + at * SECOND });
      const plain = { clientId: ClientId('other'), newConnectedAccountId: null, newGrantId: newId('grant') };
      await approve(UserId('usr_ann'), { ...plain, now: NOW - SECOND });
      const page = { tenantId: TenantId('org_a'), before: null, limit: 9 };
      const list = async (revoked: boolean, userId?: UserId) =>
        (await store().grantsIn({ ...page, revoked, userId })).map(({ grant, parts }) => [
          grant.userId,
          grant.clientId,
          parts,
        ]);
      assert.deepEqual(await list(false), [
        ['usr_cem', 'platform', 3],
        ['usr_ann', 'other', 0],
      ]);
      assert.deepEqual(await list(false, UserId('usr_bea')), [['usr_bea', 'platform', 3]]);
      const cem = await grantOf(UserId('usr_cem'));
      const accountId = cem.connectedAccountId ?? '';
      const parts = async (tenantId: TenantId) =>
        (await store().partsOf({ ...page, tenantId, accountId })).map(({ user }) => user.id);
      assert.deepEqual(await parts(TenantId('org_a')), PEOPLE.toReversed());
      assert.deepEqual(await parts(TenantId('org_b')), []);
      await store().withdrawGrant(about(cem));
      assert.deepEqual((await list(false))[0], ['usr_bea', 'platform', 2]);
      assert.deepEqual(await list(true), [], 'what is left of a connection that goes on is not over');
      await store().revokeGrant(about(cem, true));
      assert.deepEqual(await list(true), [['usr_cem', 'platform', 0]]);
    });

    it('is one, and all of its parts agree, whatever people do to it in whatever order', async () => {
      const act = fc.record({
        who: fc.constantFrom(...PEOPLE),
        what: fc.constantFrom('consent', 'withdraw', 'suspend', 'resume', 'revoke', 'limit'),
        byManager: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
          await Promise.all(
            acts.map(async ({ who, what, byManager }) => {
              if (what === 'consent') return approve(who, { byManager });
              const grant = await store().grantFor(ClientId('platform'), who, TenantId('org_a'));
              if (!grant) return;
              const change = about(grant, byManager);
              if (what === 'withdraw') return store().withdrawGrant(change);
              if (what === 'revoke') return store().revokeGrant(change);
              if (what === 'limit') {
                return store().limitGrantAddresses({ ...change, ipAllowlist: [`192.0.2.${acts.length}`] });
              }
              return store().suspendGrant({ ...change, suspended: what === 'suspend' });
            }),
          );
          const all = await Promise.all(
            PEOPLE.map((userId) => store().grantFor(ClientId('platform'), userId, TenantId('org_a'))),
          );
          const grants = all.filter((grant) => grant !== null);
          const live = grants.filter(({ status }) => status !== 'revoked');
          assert.ok(new Set(grants.map(({ connectedAccountId }) => connectedAccountId)).size <= 1);
          assert.ok(new Set(live.map(({ status }) => status)).size <= 1);
          assert.ok(new Set(live.map(({ ipAllowlist }) => String(ipAllowlist))).size <= 1);
        }),
        { numRuns: 60 },
      );
    });

    it('leaves with its client and with its tenant', async () => {
      const { connectedAccountId } = await approve(UserId('usr_bea'), {
        audit: { allowed: [event('authorization.granted')], held: [] },
      });
      assert.equal(await store().deleteTenant({ tenantId: TenantId('org_a'), audit: [] }), 'deleted');
      assert.equal(await store().connectedAccount(connectedAccountId ?? '', []), null);
    });
  });
}
