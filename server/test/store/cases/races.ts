import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, type GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { secretRecord } from '../../acme/records.ts';
import {
  approved,
  type Current,
  client,
  connected,
  consent,
  event,
  grantAfter,
  logged,
  NOW,
  personalToken,
  redemption,
  rotation,
  SECOND,
  seed,
  tally,
} from '../fixtures.ts';

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

export function raceCases(store: Current): void {
  const revoke = (grantId: GrantId) =>
    store().revokeGrant({
      grantId,
      tenantId: TenantId('org_a'),
      now: NOW,
      audit: [event('authorization.revoked')],
    });

  describe('races', () => {
    it('100 redemptions of one code: one succeeds, and the replays end what it began', async () => {
      const begun = await approved(store());
      const attempts = times(100, () => redemption(begun));
      const outcomes = await Promise.all(attempts.map((attempt) => store().redeemCode(attempt)));
      assert.deepEqual(tally(outcomes), { redeemed: 1, replayed: 99 });
      const records = await Promise.all(attempts.map(({ access }) => store().accessToken(access.hash)));
      const issued = records.filter((record) => record !== null);
      assert.equal(issued.length, 1);
      assert.notEqual(issued[0]?.family?.revokedAt ?? null, null);
      const counts = await logged(store());
      assert.deepEqual([counts['code.redeemed'], counts['code.replayed']], [1, 99]);
    });

    it('50 refreshes at once: one family, one successor, still usable', async () => {
      const { first } = await connected(store());
      const attempts = times(50, () => rotation(first.family, first.refresh.hash));
      const outcomes = await Promise.all(attempts.map((attempt) => store().rotateRefreshToken(attempt)));
      assert.deepEqual(tally(outcomes), { rotated: 1, repeated: 49 });
      for (const { access } of attempts) {
        const record = await store().accessToken(access.hash);
        assert.equal(record?.family?.id, first.family.id);
        assert.equal(record?.family?.revokedAt, null);
      }
      const successor = attempts[0]?.successor.hash ?? sha256('');
      assert.equal(await store().rotateRefreshToken(rotation(first.family, successor)), 'rotated');
    });

    it('50 refreshes at once by a client that proves nothing: one repeat, and the family goes on', async () => {
      const { first } = await connected(store());
      const once = { repeatWithin: 10 * SECOND };
      const attempts = times(50, () => rotation(first.family, first.refresh.hash, once));
      const outcomes = await Promise.all(attempts.map((attempt) => store().rotateRefreshToken(attempt)));
      assert.deepEqual(tally(outcomes), { rotated: 1, repeated: 1, repeated_before: 48 });
      const records = await Promise.all(attempts.map(({ access }) => store().accessToken(access.hash)));
      assert.equal(records.filter((record) => record !== null).length, 2);
      const successor = rotation(first.family, attempts[0]?.successor.hash ?? sha256(''), once);
      assert.equal(await store().rotateRefreshToken(successor), 'rotated');
    });

    it('a use of the successor that races repeats of the token before it: reuse, once', async () => {
      const { first } = await connected(store());
      const once = { repeatWithin: 10 * SECOND };
      const turn = rotation(first.family, first.refresh.hash, once);
      await store().rotateRefreshToken(turn);
      const next = store().rotateRefreshToken(rotation(first.family, turn.successor.hash, once));
      const stale = times(10, () =>
        store().rotateRefreshToken(rotation(first.family, first.refresh.hash, once)),
      );
      assert.equal(await next, 'rotated');
      const { repeated = 0, repeated_before = 0, reused = 0, revoked = 0 } = tally(await Promise.all(stale));
      // Those that came before the successor was used were repeats still.
      assert.ok(repeated <= 1 && reused <= 1);
      assert.equal(repeated + repeated_before + reused + revoked, 10);
      const late = await store().rotateRefreshToken(rotation(first.family, first.refresh.hash, once));
      assert.equal(late, reused === 1 ? 'revoked' : 'reused');
      assert.equal((await logged(store()))['token.reused'], 1);
    });

    it('refreshes that race a revocation: none that comes after it succeeds', async () => {
      const { begun, first } = await connected(store());
      const attempts = times(20, () => rotation(first.family, first.refresh.hash));
      const before = attempts.slice(0, 10).map((attempt) => store().rotateRefreshToken(attempt));
      const revoked = revoke(begun.grantId);
      const after = attempts.slice(10).map((attempt) => store().rotateRefreshToken(attempt));
      const raced = tally(await Promise.all([...before, ...after]));
      assert.equal(await revoked, 'revoked');
      const { rotated = 0, repeated = 0, revoked: refused = 0 } = raced;
      assert.equal(rotated, rotated + repeated > 0 ? 1 : 0);
      assert.equal(rotated + repeated + refused, 20);
      const late = rotation(first.family, first.refresh.hash);
      assert.equal(await store().rotateRefreshToken(late), 'revoked');
      for (const { access } of attempts) {
        const record = await store().accessToken(access.hash);
        assert.ok(record === null || record.token.grantVersion !== record.grant?.version);
      }
    });

    it('a redemption that races a revocation leaves no live token', async () => {
      for (const order of ['revoke first', 'redeem first']) {
        const begun = await approved(store());
        const what = redemption(begun);
        const steps = [() => store().redeemCode(what), () => revoke(begun.grantId)];
        if (order === 'revoke first') steps.reverse();
        await Promise.all(steps.map((step) => step()));
        const record = await store().accessToken(what.access.hash);
        assert.ok(record === null || record.token.grantVersion !== record.grant?.version, order);
      }
    });

    it('consent that races revocation: the later one stands', async () => {
      const { grantId } = await approved(store());
      const [, given] = await Promise.all([
        revoke(grantId),
        grantAfter(store(), consent({ scopes: ['write'] })),
      ]);
      assert.equal(given.status, 'active');
      const left = await store().grantById(grantId);
      // Either the consent found a revoked grant and began anew, or the revocation ended what the consent had widened.
      assert.deepEqual(
        [left?.status, left?.status === 'active' ? left.scopes : given.scopes],
        left?.status === 'active' ? ['active', ['write']] : ['revoked', given.scopes],
      );
    });

    it('50 first consents at once make one grant with one connected account', async () => {
      const given = times(50, (index) => consent({ scopes: [`scope-${index}`] }));
      const granted = await Promise.all(given.map((each) => grantAfter(store(), each)));
      assert.equal(new Set(granted.map(({ id }) => id)).size, 1);
      assert.equal(new Set(granted.map(({ connectedAccountId }) => connectedAccountId)).size, 1);
      assert.equal(
        (await store().grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_a')))?.scopes.length,
        50,
      );
    });

    it('revocations, suspensions and shrinking that race each take effect once', async () => {
      const { grantId } = await approved(store(), { scopes: ['read', 'write'] });
      const shrink = () =>
        store().shrinkGrant({
          grantId,
          tenantId: TenantId('org_a'),
          scopes: ['read'],
          resources: null,
          now: NOW,
          audit: [],
        });
      assert.deepEqual(tally(await Promise.all(times(10, shrink))), { changed: 10 });
      const suspend = () =>
        store().suspendGrant({
          grantId,
          tenantId: TenantId('org_a'),
          suspended: true,
          now: NOW,
          audit: [event('authorization.changed')],
        });
      await Promise.all(times(10, suspend));
      assert.deepEqual(tally(await Promise.all(times(10, () => revoke(grantId)))), {
        revoked: 1,
        already: 9,
      });
      const counts = await logged(store());
      assert.deepEqual([counts['authorization.changed'], counts['authorization.revoked']], [1, 1]);
      assert.equal((await store().grantById(grantId))?.version, 2);
    });

    it('a family, a personal token and a session end once', async () => {
      const { first } = await connected(store());
      const families = times(10, () => store().revokeFamily(first.family.id, NOW, [event('token.revoked')]));
      assert.deepEqual(tally(await Promise.all(families)), { revoked: 1, already: 9 });
      const personal = times(10, () =>
        store().revokePersonalToken({
          id: 'tok_seed',
          userId: UserId('usr_ann'),
          tenantId: TenantId('org_a'),
          now: NOW,
          audit: [],
        }),
      );
      assert.deepEqual(tally(await Promise.all(personal)), { revoked: 1, unknown: 9 });
      const session = {
        hash: sha256('s'),
        userId: UserId('usr_ann'),
        createdAt: NOW,
        publicId: 'ses_1',
        methods: ['pwd' as const],
        browser: null,
        lastSeenAt: NOW,
        expiresAt: NOW + SECOND,
      };
      await store().openSession(session, []);
      await Promise.all(times(10, () => store().endSession(sha256('s'), [event('session.ended')])));
      const counts = await logged(store());
      assert.deepEqual([counts['token.revoked'], counts['session.ended']], [1, 1]);
    });

    it('of personal tokens and clients made at once as many are there as a person may have', async () => {
      const token = (over = {}) =>
        personalToken({ userId: UserId('usr_ben'), tenantId: TenantId('org_b'), ...over });
      await store().createPersonalToken(token({ id: 'tok_old', expiresAt: NOW }), []);
      const made = await Promise.all(times(10, () => store().createPersonalToken(token(), [], 3)));
      assert.deepEqual(tally(made), { created: 3, too_many: 7 });
      const live = (await store().personalTokensOf(UserId('usr_ben'), TenantId('org_b'))).filter(
        ({ id }) => id !== 'tok_old',
      );
      assert.equal(live.length, 3);
      const id = live[0]?.id ?? '';
      await store().revokePersonalToken({
        id,
        userId: UserId('usr_ben'),
        tenantId: TenantId('org_b'),
        now: NOW,
        audit: [],
      });
      assert.equal(await store().createPersonalToken(token(), [], 3), 'created');
      assert.equal(
        await store().createPersonalToken(token({ tenantId: TenantId('org_a') }), [], 3),
        'created',
      );

      const own = (index: number) =>
        client({ id: `own-${index}`, kind: 'public', origin: 'page', ownerUserId: UserId('usr_ben') });
      const clients = times(10, (index) =>
        store().createClient(own(index), null, [event('client.created')], { most: 3 }),
      );
      const outcomes = await Promise.all(clients);
      assert.deepEqual(tally(outcomes), { created: 3, too_many: 7 });
      assert.equal((await logged(store()))['client.created'], 3);
      await store().deleteClient(`own-${outcomes.indexOf('created')}`, []);
      assert.equal(await store().createClient(own(10), null, [], { most: 3 }), 'created');
      assert.equal(
        await store().createClient(client({ id: 'anns', origin: 'page' }), null, [], { most: 3 }),
        'created',
      );
    });

    it('one seed, one client of an id and two secrets come out of ten attempts each', async () => {
      const seeds = await Promise.all(times(10, () => store().seedOnce(seed())));
      assert.ok(seeds.every((planted) => !planted));
      const made = await Promise.all(times(10, () => store().createClient(client({ id: 'new' }), null, [])));
      assert.deepEqual(tally(made), { created: 1, exists: 9 });
      const secret = (index: number) => secretRecord('new', `s${index}`, NOW + index);
      await Promise.all(times(10, (index) => store().addClientSecret(secret(index), NOW + 100, [])));
      const found = await store().client('new', NOW + 50);
      assert.equal(found?.secrets.length, 2);
      const deleted = await Promise.all(times(10, () => store().deleteClient('new', [])));
      assert.deepEqual(tally(deleted), { deleted: 1, unknown: 9 });
    });
  });
}
