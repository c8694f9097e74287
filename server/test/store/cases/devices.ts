import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { newId } from '../../../src/lib/ids.ts';
import {
  ClientId,
  ConnectedAccountId,
  type DeviceRequest,
  GrantId,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import type { DeviceRedemption } from '../../../src/store/store.ts';
import {
  access,
  type Begun,
  type Current,
  consent,
  DAY,
  event,
  expireAll,
  family,
  HOUR,
  logged,
  NOW,
  refresh,
  SECOND,
  tally,
} from '../fixtures.ts';

const FOLDER = { type: 'folder', identifier: '42' };

function device(code: string, over: Partial<DeviceRequest> = {}): DeviceRequest {
  return {
    hash: sha256(code),
    userCodeHash: sha256(`code of ${code}`),
    clientId: ClientId('platform'),
    scopes: ['read'],
    audience: ['https://api.example'],
    authorizationDetails: [FOLDER],
    mode: 'live',
    status: 'pending',
    userId: null,
    tenantId: null,
    grantId: null,
    grantVersion: null,
    selection: null,
    authenticatedAt: null,
    createdAt: NOW,
    expiresAt: NOW + 600 * SECOND,
    polledAt: null,
    interval: 5 * SECOND,
    ...over,
  };
}

const times = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

export function deviceCases(store: Current): void {
  const open = (code: string, over: Partial<DeviceRequest> = {}) =>
    store().openDeviceRequest(device(code, over), [event('device.requested')]);

  const allow = (code: string, now = NOW) => {
    const { code: _, ...rest } = consent({ now });
    return store().allowDevice({ ...rest, deviceHash: sha256(code), authenticatedAt: NOW - SECOND });
  };
  const deny = (code: string, now = NOW) =>
    store().denyDevice({ hash: sha256(code), now, audit: [event('authorization.denied')] });

  /** A poll with what would be issued; the grant is the one that allowing made. */
  async function poll(code: string, over: Partial<DeviceRedemption> = {}): Promise<DeviceRedemption> {
    const hash = sha256(code);
    const found = await store().deviceRequest(hash);
    const begun: Begun = {
      grantId: found?.grantId ?? GrantId('none'),
      version: found?.grantVersion ?? 0,
      connectedAccountId: ConnectedAccountId(''),
      codeHash: sha256('none'),
    };
    const of = family(begun);
    const minted = { family: of, access: access(of), refresh: refresh(of) };
    const audit = [event('device.redeemed')];
    return { hash, clientId: ClientId('platform'), now: NOW, minted, audit, ...over };
  }
  const redeem = async (code: string, over: Partial<DeviceRedemption> = {}) =>
    store().redeemDevice(await poll(code, over));

  describe('devices', () => {
    it('come back as they asked, by either code, until they expire or are decided', async () => {
      assert.equal(await open('d'), 'opened');
      assert.deepEqual(await store().deviceRequest(sha256('d')), device('d'));
      assert.deepEqual(await store().deviceRequestByUserCode(sha256('code of d'), NOW), device('d'));
      assert.equal(await store().deviceRequestByUserCode(sha256('code of d'), NOW + 600 * SECOND), null);
      await deny('d');
      assert.equal(await store().deviceRequestByUserCode(sha256('code of d'), NOW), null);
    });

    it('share no user code while one waits under it, even at once; an expired one makes room', async () => {
      const same = (hash: string, createdAt = NOW) =>
        open(hash, { userCodeHash: sha256('same'), createdAt, expiresAt: createdAt + 600 * SECOND });
      const outcomes = await times(20, (index) => same(`d${index}`));
      assert.deepEqual(tally(outcomes), { opened: 1, exists: 19 });
      assert.equal((await logged(store()))['device.requested'], 1);
      assert.equal(await same('later', NOW + 600 * SECOND), 'opened');
    });

    it('are decided once, however many decide at once', async () => {
      await open('d');
      const decisions = await times(30, (index) => (index % 2 === 0 ? allow('d') : deny('d')));
      const { allowed = 0, denied = 0, decided } = tally(decisions);
      assert.deepEqual([allowed + denied, decided], [1, 29]);
      const counts = await logged(store());
      assert.equal((counts['authorization.granted'] ?? 0) + (counts['authorization.denied'] ?? 0), 1);
      const status = counts['authorization.granted'] === 1 ? 'allowed' : 'denied';
      assert.equal((await store().deviceRequest(sha256('d')))?.status, status);
      assert.equal(await allow('none'), 'unknown');
      await open('late');
      assert.equal(await allow('late', NOW + 600 * SECOND), 'unknown');
      assert.equal(await deny('late', NOW + 600 * SECOND), 'unknown');
    });

    it('get tokens once, however many polls at once, and only those of that poll are there', async () => {
      await open('d');
      await allow('d');
      const polls = await times(50, () => poll('d'));
      const outcomes = await Promise.all(polls.map((each) => store().redeemDevice(each)));
      assert.deepEqual(tally(outcomes), { redeemed: 1, unknown: 49 });
      const records = await Promise.all(
        polls.map(({ minted }) => store().accessToken(minted?.access.hash ?? sha256('none'))),
      );
      assert.equal(records.filter((record) => record !== null).length, 1);
      assert.equal((await logged(store()))['device.redeemed'], 1);
    });

    it('of another client, that are denied, expired or revoked get none', async () => {
      await open('d');
      await allow('d');
      assert.equal(await redeem('d', { clientId: ClientId('other') }), 'unknown');
      assert.equal(await redeem('d', { now: NOW + 600 * SECOND }), 'expired');
      const { grantId } = (await store().deviceRequest(sha256('d'))) ?? {};
      assert.ok(grantId);
      const revoked = await store().revokeGrant({
        grantId,
        tenantId: TenantId('org_a'),
        now: NOW,
        audit: [],
      });
      assert.deepEqual([revoked, await redeem('d')], ['revoked', 'revoked']);
      await open('denied');
      await deny('denied');
      assert.equal(await redeem('denied'), 'denied');
    });

    it('that ask too early wait longer from then on', async () => {
      await open('d');
      const outcomes = await times(3, () => redeem('d', { minted: null }));
      assert.deepEqual(tally(outcomes), { pending: 1, slow_down: 2 });
      assert.equal((await store().deviceRequest(sha256('d')))?.interval, 15 * SECOND);
    });

    it('leave by themselves, decided or not', async () => {
      await open('waiting');
      await open('allowed');
      await allow('allowed');
      await expireAll(store(), NOW + 601 * SECOND);
      assert.equal(await store().deviceRequest(sha256('waiting')), null);
      assert.equal(await store().deviceRequest(sha256('allowed')), null);
    });
  });

  describe('consent without a code', () => {
    const record = (scopes: string[]) => {
      const { code: _, ...rest } = consent({ scopes });
      return store().recordConsent(rest);
    };

    it('makes one grant with one connected account, however many are given at once', async () => {
      const granted = await times(50, (index) => record([`scope-${index}`]));
      assert.equal(new Set(granted.map(({ id }) => id)).size, 1);
      assert.equal(new Set(granted.map(({ connectedAccountId }) => connectedAccountId)).size, 1);
      assert.equal(
        (await store().grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_a')))?.scopes.length,
        50,
      );
      assert.equal((await logged(store()))['authorization.granted'], 50);
    });

    it('begins a family under a grant that stands, and none under one that was taken back', async () => {
      const grant = await record(['read']);
      const begun: Begun = {
        grantId: grant.id,
        version: grant.version,
        connectedAccountId: ConnectedAccountId(''),
        codeHash: sha256('none'),
      };
      const beginning = () => {
        const of = family(begun, { id: newId('fam'), expiresAt: NOW + HOUR });
        return { family: of, access: access(of), audit: [event('token.issued')] };
      };
      const first = beginning();
      assert.equal(await store().beginFamily(first), 'begun');
      assert.ok(await store().accessToken(first.access.hash));

      const attempts = Array.from({ length: 20 }, beginning);
      const before = attempts.slice(0, 10).map((each) => store().beginFamily(each));
      const revoked = store().revokeGrant({
        grantId: grant.id,
        tenantId: TenantId('org_a'),
        now: NOW,
        audit: [],
      });
      const afterwards = attempts.slice(10).map((each) => store().beginFamily(each));
      const raced = tally(await Promise.all([...before, ...afterwards]));
      assert.equal(await revoked, 'revoked');
      assert.equal(await store().beginFamily(beginning()), 'revoked');
      const { begun: began = 0, revoked: refused = 0 } = raced;
      assert.equal(began + refused, 20);
      for (const { access: minted } of attempts) {
        const found = await store().accessToken(minted.hash);
        assert.ok(found === null || found.token.grantVersion !== found.grant?.version);
      }
      assert.equal((await logged(store()))['token.issued'], 1 + began);

      const again = await record(['read']);
      assert.equal(again.status, 'active');
      assert.equal(await store().beginFamily(beginning()), 'revoked', 'of the version before');
    });
  });

  describe('one-time things', () => {
    const use = (
      key: string,
      purpose: 'client_assertion' | 'dpop_proof' | 'assertion_grant' = 'dpop_proof',
    ) => store().useOnce({ purpose, key, expiresAt: NOW + DAY });

    it('is new to the first of many at once, whatever its purpose', async () => {
      for (const purpose of ['client_assertion', 'dpop_proof', 'assertion_grant'] as const) {
        assert.deepEqual(tally(await times(50, () => use('raced', purpose))), { first: 1, seen: 49 });
      }
      assert.equal(await use('another'), 'first');
    });

    it('is forgotten by itself once it has expired, and not before', async () => {
      await use('kept');
      const rounds = async (before: number) => {
        await expireAll(store(), before);
      };
      await rounds(NOW + DAY);
      assert.equal(await use('kept'), 'seen');
      await rounds(NOW + DAY + 1);
      assert.equal(await use('kept'), 'first');
    });
  });
}
