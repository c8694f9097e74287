import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, type PushedRequest, TenantId } from '../../../src/model/index.ts';
import { type Current, consent, event, grantAfter, logged, NOW, SECOND, tally } from '../fixtures.ts';

const request = (secret: string, over: Partial<PushedRequest> = {}): PushedRequest => ({
  hash: sha256(secret),
  clientId: ClientId('web'),
  parameters: [
    ['client_id', 'web'],
    ['resource', 'https://one.example'],
    ['resource', 'https://two.example'],
  ],
  createdAt: NOW,
  expiresAt: NOW + 90 * SECOND,
  consumedAt: null,
  ...over,
});

const times = <Value>(count: number, make: () => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, make));

export function pushedRequestCases(store: Current): void {
  describe('pushed requests', () => {
    it('come back as they were pushed until they expire, and looking uses nothing up', async () => {
      assert.equal(await store().pushRequest(request('looked at'), []), 'pushed');
      for (const _look of [1, 2]) {
        assert.deepEqual(
          await store().pushedRequest(sha256('looked at'), NOW + 89 * SECOND),
          request('looked at'),
        );
      }
      assert.equal(await store().pushedRequest(sha256('looked at'), NOW + 90 * SECOND), null);
      assert.equal(await store().consumePushedRequest(sha256('looked at'), NOW + 90 * SECOND, []), 'used');
      assert.equal(await store().consumePushedRequest(sha256('never pushed'), NOW, []), 'unknown');
    });

    it('of many decisions at once about one, one counts', async () => {
      await store().pushRequest(request('raced'), []);
      const outcomes = await times(50, () => store().consumePushedRequest(sha256('raced'), NOW, []));
      assert.deepEqual(tally(outcomes), { consumed: 1, used: 49 });
      assert.equal(await store().pushedRequest(sha256('raced'), NOW), null);
    });

    it('are allowed or denied once, each with its row, however many decide at once', async () => {
      await store().pushRequest(request('decided'), []);
      const pushed = sha256('decided');
      const outcomes = await Promise.all([
        ...(await times(20, async () => consent({ pushed }))).map(
          async (each) => (await store().approve(each)).outcome,
        ),
        ...Array.from({ length: 20 }, () =>
          store().consumePushedRequest(pushed, NOW, [event('authorization.denied')]),
        ),
      ]);
      const first = outcomes.filter((outcome) => outcome === 'allowed' || outcome === 'consumed');
      assert.equal(first.length, 1);
      const rows = await logged(store());
      assert.equal((rows['authorization.granted'] ?? 0) + (rows['authorization.denied'] ?? 0), 1);
      assert.equal((await store().approve(consent({ pushed }))).outcome, 'decided');
      assert.equal((await store().approve(consent({ pushed: sha256('never pushed') }))).outcome, 'decided');
    });

    it('are still to be decided about after a consent that a manager holds', async () => {
      const grant = await grantAfter(store(), consent());
      const ended = { grantId: grant.id, tenantId: TenantId('org_a'), now: NOW, byManager: true, audit: [] };
      assert.equal(await store().revokeGrant(ended), 'revoked');
      await store().pushRequest(request('held'), []);
      const pushed = sha256('held');
      assert.equal((await store().approve(consent({ pushed }))).outcome, 'held');
      assert.ok(await store().pushedRequest(pushed, NOW));
      assert.equal(await store().consumePushedRequest(pushed, NOW, []), 'consumed');
    });

    it('of one name are pushed once, even at once, and a used one does not come back', async () => {
      const outcomes = await times(20, () => store().pushRequest(request('named'), []));
      assert.deepEqual(tally(outcomes), { pushed: 1, exists: 19 });
      await store().consumePushedRequest(sha256('named'), NOW, []);
      assert.equal(await store().pushRequest(request('named'), []), 'exists');
      assert.equal(await store().pushedRequest(sha256('named'), NOW), null);
    });

    it('can be given longer, but neither shorter nor back', async () => {
      await store().pushRequest(request('longer'), []);
      await store().extendPushedRequest(sha256('longer'), NOW + 10 * SECOND, NOW);
      assert.ok(await store().pushedRequest(sha256('longer'), NOW + 80 * SECOND), 'not shorter');
      await store().extendPushedRequest(sha256('longer'), NOW + 599 * SECOND, NOW + 89 * SECOND);
      assert.ok(await store().pushedRequest(sha256('longer'), NOW + 598 * SECOND));
      await store().extendPushedRequest(sha256('longer'), NOW + 900 * SECOND, NOW + 599 * SECOND);
      assert.equal(
        await store().pushedRequest(sha256('longer'), NOW + 599 * SECOND),
        null,
        'not once it has expired',
      );
      await store().pushRequest(request('used'), []);
      await store().consumePushedRequest(sha256('used'), NOW, []);
      await store().extendPushedRequest(sha256('used'), NOW + 599 * SECOND, NOW);
      assert.equal(await store().pushedRequest(sha256('used'), NOW), null);
    });
  });
}
