import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AuditEvent, ClientId, ConnectedAccountId, type UsageCount } from '../../../src/model/index.ts';
import type { UsageQuery } from '../../../src/store/store.ts';
import { type Current, DAY, event, HOUR, NOW } from '../fixtures.ts';

export function usageCases(store: Current): void {
  /** The row of a call with a token, as `apiCalled` makes it. */
  const call = (over: Partial<AuditEvent> = {}): AuditEvent => {
    const { code = 'listCases', outcome = 'allowed' } = over;
    const operation = outcome === 'allowed' ? code : 'listCases';
    return event('api.called', {
      connectedAccountId: ConnectedAccountId('conn_a'),
      code,
      detail: { method: 'GET', operation, token: 'connected' },
      ...over,
    });
  };
  const counts = async (query: Partial<UsageQuery> = {}): Promise<UsageCount[]> =>
    (await store().usagePage({ limit: 1_000, ...query })).counts;
  const count = (over: Partial<UsageCount> = {}): UsageCount => ({
    hour: NOW,
    clientId: 'platform',
    connectedAccountId: 'conn_a',
    operation: 'listCases',
    outcome: 'allowed',
    code: null,
    calls: 1,
    ...over,
  });
  const calls = (found: UsageCount[]) => found.map((each) => each.calls);

  describe('usage', () => {
    it('counts calls by client, account, operation, outcome and hour, and no other rows', async () => {
      await store().record([call(), event('token.issued'), call({ at: NOW + HOUR - 1 })]);
      await store().record([call({ at: NOW + HOUR }), call({ outcome: 'denied', code: 'rate_limited' })]);
      assert.deepEqual(await counts(), [
        count({ hour: NOW + HOUR }),
        count({ outcome: 'denied', code: 'rate_limited' }),
        count({ calls: 2 }),
      ]);
    });

    it('counts by the time of the row, whichever comes first', async () => {
      await store().record([call({ at: NOW + 9 * DAY })]);
      await store().record([call({ at: NOW - 1 }), call()]);
      assert.deepEqual(
        (await counts()).map(({ hour }) => hour),
        [NOW + 9 * DAY, NOW, NOW - HOUR],
      );
    });

    it('counts what many verbs of one commit write, without a verb that is undone', async () => {
      // JSON has no such number, so the row of this verb cannot be written.
      const bad = store().record([call(), call({ detail: { by: 1n } })]);
      const good = Array.from({ length: 50 }, () => store().record([call()]));
      await assert.rejects(bad);
      await Promise.all(good);
      assert.deepEqual(calls(await counts()), [50]);
      assert.equal((await store().auditTrail({ kind: 'api.called', limit: 100 })).length, 50);
    });

    it('counts a batch that is sent again once', async () => {
      const batch = { key: 'batch', expiresAt: NOW + DAY, events: [call(), call()] };
      assert.deepEqual([await store().recordOnce(batch), await store().recordOnce(batch)], ['first', 'seen']);
      assert.deepEqual(calls(await counts()), [2]);
    });

    it('counts the calls that one row stands for', async () => {
      const detail = { notRecorded: 40, since: NOW };
      await store().record([call({ detail }), call({ outcome: 'denied', code: 'rate_limited', detail })]);
      assert.deepEqual(await counts(), [
        count({ calls: 40 }),
        count({ operation: null, outcome: 'denied', code: 'rate_limited', calls: 40 }),
      ]);
    });

    it('counts all that strangers are refused by one code as one, whatever they call', async () => {
      const by = { clientId: null, connectedAccountId: null };
      const stranger = { ...by, outcome: 'denied', code: 'invalid_token' } as const;
      await store().record(
        ['listCases', 'createCase', null].map((operation) => call({ ...stranger, detail: { operation } })),
      );
      await store().record([call({ ...by, detail: { operation: 'listCases' } })]);
      const personal = { operation: 'createCase', token: 'personal' };
      await store().record([call({ ...stranger, code: 'insufficient_scope', detail: personal })]);
      const none = { clientId: null, connectedAccountId: null };
      assert.deepEqual(await counts(), [
        count({ ...none, operation: 'listCases' }),
        count({ ...none, operation: 'createCase', outcome: 'denied', code: 'insufficient_scope' }),
        count({ ...none, operation: null, outcome: 'denied', code: 'invalid_token', calls: 3 }),
      ]);
    });

    it('finds by span, client, account and operation, and all of them together', async () => {
      await store().record([
        call(),
        call({ at: NOW + HOUR, connectedAccountId: ConnectedAccountId('conn_b') }),
        call({ at: NOW + 2 * HOUR, code: 'createCase' }),
        call({ at: NOW + 3 * HOUR, clientId: ClientId('other'), connectedAccountId: null }),
      ]);
      const hours = async (query: Partial<UsageQuery>) =>
        (await counts(query)).map(({ hour }) => (hour - NOW) / HOUR);
      assert.deepEqual(await hours({ since: NOW + HOUR, until: NOW + 3 * HOUR }), [2, 1]);
      assert.deepEqual(await hours({ until: NOW + 1 }), [0]);
      assert.deepEqual(await hours({ clientId: 'platform' }), [2, 1, 0]);
      assert.deepEqual(await hours({ connectedAccountId: 'conn_a' }), [2, 0]);
      assert.deepEqual(await hours({ connectedAccountId: 'conn_a', clientId: 'other' }), []);
      assert.deepEqual(await hours({ operation: 'listCases' }), [3, 1, 0]);
      const all = { clientId: 'platform', connectedAccountId: 'conn_a', operation: 'createCase' };
      assert.deepEqual(await hours({ ...all, since: NOW, until: NOW + DAY }), [2]);
    });

    it('goes on page by page, through each counter once', async () => {
      const rows = ['conn_a', 'conn_b', 'conn_c'].flatMap((connectedAccountId) =>
        ['listCases', 'createCase'].flatMap((code) =>
          [0, 1, 2].map((hours) =>
            call({
              connectedAccountId: ConnectedAccountId(connectedAccountId),
              code,
              at: NOW + hours * HOUR,
            }),
          ),
        ),
      );
      await store().record([...rows, ...rows.map((row) => ({ ...row, clientId: ClientId('other') }))]);
      for (const [query, amount] of [
        [{}, 36],
        [{ until: NOW + 2 * HOUR }, 24],
        [{ clientId: 'other' }, 18],
        [{ connectedAccountId: 'conn_b' }, 12],
        [{ operation: 'listCases' }, 18],
        [{ connectedAccountId: 'conn_b', clientId: 'other', operation: 'listCases' }, 3],
      ] as const) {
        const whole = await counts(query);
        assert.equal(whole.length, amount);
        const found: UsageCount[] = [];
        for (let from = {}, pages = 0; pages <= amount; pages++) {
          const page = await store().usagePage({ ...query, ...from, limit: 5 });
          found.push(...page.counts);
          if (page.next === null) break;
          from = { after: page.next };
        }
        assert.deepEqual(found, whole);
      }
    });

    it('looks at a bounded number of counters for a page, and says where to go on', async () => {
      await store().record(
        Array.from({ length: 1_500 }, (_, index) =>
          call({ connectedAccountId: ConnectedAccountId(`conn_${index}`) }),
        ),
      );
      await store().record([call({ at: NOW - HOUR, code: 'createCase' })]);
      const first = await store().usagePage({ operation: 'createCase', limit: 10 });
      assert.ok(first.next);
      assert.deepEqual(first.counts, []);
      const second = await store().usagePage({ operation: 'createCase', limit: 10, after: first.next });
      assert.deepEqual([calls(second.counts), second.next], [[1], null]);
    });

    it('adds up the days of a client over its connected accounts, page by page', async () => {
      const rows = [0, 1, 5, 24, 49].flatMap((hours) =>
        ['conn_a', 'conn_b', null].flatMap((account) =>
          ['platform', 'other'].map((client) =>
            call({
              at: NOW + hours * HOUR,
              clientId: ClientId(client),
              connectedAccountId: account === null ? null : ConnectedAccountId(account),
            }),
          ),
        ),
      );
      await store().record([...rows, call({ outcome: 'denied', code: 'rate_limited' })]);
      const day = (days: number, over: Partial<UsageCount> = {}) =>
        count({ hour: NOW + days * DAY, connectedAccountId: null, ...over });
      const platforms = [
        day(2, { calls: 3 }),
        day(1, { calls: 3 }),
        day(0, { outcome: 'denied', code: 'rate_limited' }),
        day(0, { calls: 9 }),
      ];
      const found: UsageCount[] = [];
      for (let from = {}, more = true; more; ) {
        const page = await store().usagePage({ by: 'day', clientId: 'platform', limit: 1, ...from });
        found.push(...page.counts);
        more = page.next !== null;
        if (page.next) from = { after: page.next };
      }
      assert.deepEqual(found, platforms);
      assert.equal((await counts({ by: 'day' })).length, 7);
      assert.deepEqual(
        await counts({ by: 'day', clientId: 'other', since: NOW + DAY, until: NOW + 2 * DAY }),
        [day(1, { clientId: 'other', calls: 3 })],
      );
      assert.deepEqual(calls(await counts({ by: 'day', operation: 'createCase' })), []);
    });

    it('removes a day when none of its hours is kept', async () => {
      await store().record([0, 1, 24].map((hours) => call({ at: NOW + hours * HOUR })));
      assert.equal(await store().removeUsage(NOW + HOUR, 10), 1);
      assert.deepEqual(calls(await counts({ by: 'day' })), [1, 2]);
      assert.equal(await store().removeUsage(NOW + DAY, 1), 1);
      assert.deepEqual(calls(await counts({ by: 'day' })), [1, 2]);
      assert.equal(await store().removeUsage(NOW + DAY, 1), 1);
      assert.deepEqual(calls(await counts({ by: 'day' })), [1]);
    });

    it('removes hours that began before the given instant, at most so many counters at once', async () => {
      await store().record([0, 1, 2, 3].map((hours) => call({ at: NOW + hours * HOUR })));
      assert.equal(await store().removeUsage(NOW, 10), 0);
      assert.equal(await store().removeUsage(NOW + 3 * HOUR, 2), 2);
      assert.deepEqual((await counts()).length, 2);
      assert.equal(await store().removeUsage(NOW + 3 * HOUR, 2), 1);
      assert.deepEqual(await counts(), [count({ hour: NOW + 3 * HOUR })]);
    });
  });
}
