import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type AuditEvent,
  type AuditRow,
  ClientId,
  ConnectedAccountId,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import { type Current, DAY, event, NOW } from '../fixtures.ts';

/** @param notes whether the store notes the values of the log for searches, as on SQLite */
export function auditCases(store: Current, { notes }: { notes: boolean }): void {
  describe('audit', () => {
    it('gives back what was recorded, newest first, page by page', async () => {
      const full = event('api.called', {
        connectedAccountId: ConnectedAccountId('conn_1'),
        code: 'listCases',
        detail: { a: [1] },
      });
      await store().record([full, event('token.refused', { tenantId: null, mode: null, ip: null })]);
      await store().record([event('api.called', { userId: UserId('usr_ben') })]);
      const [newest, ...rest] = await store().auditTrail({ limit: 1 });
      assert.equal(newest?.userId, 'usr_ben');
      assert.deepEqual(rest, []);
      const older = await store().auditTrail({ limit: 10, before: newest?.id ?? 0 });
      assert.deepEqual(
        older.map(({ kind }) => kind),
        ['token.refused', 'api.called'],
      );
      assert.deepEqual(older[1], { ...full, id: older[1]?.id });
    });

    it('looks at a bounded number of rows a page, and tells from where to go on', async () => {
      const many = (count: number, over: Partial<AuditEvent>) =>
        store().record(Array.from({ length: count }, () => event('api.called', over)));
      await store().record([event('role.changed', { clientId: ClientId('rare') })]);
      await many(4_999, { clientId: ClientId('other'), tenantId: TenantId('org_b') });
      await many(6_000, {});
      const wanted = { kind: 'role.changed', limit: 3 } as const;
      const first = await store().auditPage({ ...wanted, tenantId: TenantId('org_a') });
      assert.deepEqual(first, { rows: [], next: 6_001 });
      const second = await store().auditPage({ ...wanted, tenantId: TenantId('org_a'), before: 6_001 });
      assert.deepEqual([second.rows.map(({ id }) => id), second.next], [[1], null]);
      assert.deepEqual(
        (await store().auditTrail({ ...wanted, tenantId: TenantId('org_a') })).map(({ id }) => id),
        [1],
        'the whole search goes on by itself',
      );
      // By the client all of its few rows are seen at once.
      const rare = await store().auditPage({
        ...wanted,
        tenantId: TenantId('org_a'),
        clientId: ClientId('rare'),
      });
      assert.deepEqual([rare.rows.length, rare.next], [1, null]);
      const upwards = await store().auditPage({
        tenantId: TenantId('org_b'),
        outcome: 'denied',
        after: 0,
        limit: 3,
      });
      assert.deepEqual(upwards, { rows: [], next: null });
      const along = await store().auditPage({ outcome: 'denied', after: 10, limit: 3 });
      assert.deepEqual(along, { rows: [], next: 5_010 });
      const full = await store().auditPage({ tenantId: TenantId('org_a'), limit: 2 });
      assert.deepEqual([full.rows.map(({ id }) => id), full.next], [[11_000, 10_999], 10_999]);
    });

    it('of two ways to go along takes the one that reaches further', async () => {
      const rows = Array.from({ length: 12_000 }, (_, index) =>
        event('api.called', { clientId: ClientId(index % 2 ? 'often' : 'other') }),
      );
      await store().record(rows);
      const page = await store().auditPage({
        tenantId: TenantId('org_a'),
        clientId: ClientId('often'),
        outcome: 'denied',
        limit: 1,
      });
      assert.equal(page.next, 12_000 - 2 * 4_999);
    });

    it('finds rows that are far apart, in both directions, and says so when there is none', async () => {
      const row = (id: number, client: string) => ({
        ...event('api.called', { clientId: ClientId(client) }),
        id,
      });
      const far = 100_000_000;
      const rows = [row(5, 'rare'), row(70_000, 'other'), row(far - 1, 'rare'), row(far, 'other')];
      await store().addExported({ rows, seals: [] });
      const found = async (query: object) =>
        (await store().auditTrail({ limit: 9, ...query })).map(({ id }) => id);
      const rare = { clientId: 'rare', tenantId: TenantId('org_a') };
      assert.deepEqual(await found(rare), [far - 1, 5]);
      assert.deepEqual(await found({ ...rare, after: 0 }), [5, far - 1]);
      assert.deepEqual(await found({ ...rare, after: 5, before: far - 1 }), []);
      assert.deepEqual(await found({ clientId: 'none' }), []);
      assert.deepEqual(await found({ clientId: 'none', after: 5 }), []);
    });

    it('passes what has no hits by the values that were noted, and misses nothing before and after', async () => {
      const wanted = [3, 4_000, 4_096, 9_000, 16_500];
      const rows = Array.from({ length: 16_600 }, (_, at) => ({
        ...event('api.called', { userId: UserId(wanted.includes(at + 1) ? 'usr_ben' : `usr_${at % 50}`) }),
        id: at + 1,
        ...(at === 8_191 ? { kind: 'role.changed', detail: { operation: 'none' } } : {}),
      }));
      await store().addExported({ rows: rows as AuditRow[], seals: [] });
      const pages = async (query: object) => {
        const found: number[] = [];
        let looked = 0;
        for (let from: object = {}; ; looked++) {
          const page = await store().auditPage({ limit: 3, ...query, ...from });
          found.push(...page.rows.map(({ id }) => id));
          if (page.next === null) return { found, looked };
          from = 'after' in query ? { after: page.next } : { before: page.next };
        }
      };
      const all = async () =>
        Promise.all(
          [
            { userId: 'usr_ben' },
            { userId: 'usr_ben', after: 0 },
            { userId: 'usr_ben', before: 9_001, after: 3 },
            { userId: 'usr_ben', tenantId: TenantId('org_a') },
            { kind: 'role.changed' },
            { operation: 'none' },
            { exceptKind: 'api.called', outcome: 'allowed' },
          ].map(async (query) => (await pages(query)).found),
        );
      const before = await all();
      assert.deepEqual(before[0], wanted.toReversed());
      while (await store().noteRows()) assert.deepEqual(await all(), before);
      if (notes) assert.equal((await pages({ userId: 'nobody', outcome: 'allowed' })).looked, 0);
    });

    it('does not search what is newer than the time that is asked for', async () => {
      await store().record(Array.from({ length: 20 }, () => event('api.called', { at: NOW - DAY })));
      await store().record(Array.from({ length: 6_000 }, () => event('api.called', { at: NOW })));
      const page = await store().auditPage({ until: NOW - DAY / 2, tenantId: TenantId('org_a'), limit: 5 });
      assert.deepEqual(
        page.rows.map(({ id }) => id),
        [20, 19, 18, 17, 16],
      );
    });

    it('filters by each field and by several at once', async () => {
      await store().record([
        event('api.called', { connectedAccountId: ConnectedAccountId('conn_1') }),
        event('api.called', { tenantId: TenantId('org_b') }),
        event('token.issued', { clientId: ClientId('other') }),
        event('token.issued', { userId: null }),
      ]);
      const count = async (query: Partial<Parameters<ReturnType<Current>['auditTrail']>[0]>) =>
        (await store().auditTrail({ limit: 100, ...query })).length;
      assert.equal(await count({}), 4);
      assert.equal(await count({ tenantId: TenantId('org_b') }), 1);
      assert.equal(await count({ connectedAccountId: ConnectedAccountId('conn_1') }), 1);
      assert.equal(await count({ clientId: ClientId('other') }), 1);
      assert.equal(await count({ userId: UserId('usr_ann') }), 3);
      assert.equal(await count({ kind: 'api.called' }), 2);
      assert.equal(await count({ kind: 'api.called', tenantId: TenantId('org_a') }), 1);
      assert.equal(await count({ tenantId: TenantId('org_c') }), 0);
    });

    it('finds what happened for an account and refused calls that asked for it, in one order', async () => {
      const asked = {
        outcome: 'denied',
        code: 'connected_account_invalid',
        detail: { account: 'conn_1' },
      } as const;
      const kinds: Partial<AuditEvent>[] = [
        { connectedAccountId: ConnectedAccountId('conn_1') },
        asked,
        { ...asked, tenantId: TenantId('org_b') },
        { connectedAccountId: ConnectedAccountId('conn_2') },
        { ...asked, detail: { account: 'conn_2' } },
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(4), { maxLength: 30 }),
          fc.integer({ min: 1, max: 7 }),
          fc.boolean(),
          async (chosen, limit, ascending) => {
            const [newest] = await store().auditTrail({ limit: 1 });
            const start = newest?.id ?? 0;
            await store().record(chosen.map((index) => event('api.called', kinds[index])));
            const wanted = chosen.flatMap((index, place) => (index <= 1 ? [start + place + 1] : []));
            const query = {
              connectedAccountId: ConnectedAccountId('conn_1'),
              tenantId: TenantId('org_a'),
              limit,
            };
            const found: number[] = [];
            let from: { after?: number; before?: number } = ascending ? { after: start } : {};
            for (;;) {
              const { rows, next } = await store().auditPage({ ...query, ...from });
              assert.ok(rows.length <= limit);
              found.push(...rows.map(({ id }) => id));
              if (next === null) break;
              from = ascending ? { after: next } : { before: next };
            }
            const own = found.filter((id) => id > start);
            assert.deepEqual(own, ascending ? wanted : wanted.toReversed());
            assert.deepEqual(
              found,
              found.toSorted((one, other) => (ascending ? one - other : other - one)),
            );
          },
        ),
        { numRuns: 40 },
      );
    });

    it('goes on where one way to an account was searched less far than the other', async () => {
      const asked = { outcome: 'denied', userId: UserId('usr_ben'), detail: { account: 'conn_1' } } as const;
      await store().record([event('api.called', { ...asked, userId: UserId('usr_ann') })]);
      await store().record([event('api.called', { connectedAccountId: ConnectedAccountId('conn_1') })]);
      await store().record(Array.from({ length: 5_001 }, () => event('api.called', asked)));
      const query = { connectedAccountId: ConnectedAccountId('conn_1'), userId: UserId('usr_ann'), limit: 5 };
      const first = await store().auditPage(query);
      assert.deepEqual(first, { rows: [], next: 4 });
      const second = await store().auditPage({ ...query, before: 4 });
      assert.deepEqual([second.rows.map(({ id }) => id), second.next], [[2, 1], null]);
    });

    it('finds by operation, outcome and time', async () => {
      const call = (operation: string, outcome: 'allowed' | 'denied', at: number) =>
        event('api.called', {
          code: outcome === 'denied' ? 'no' : operation,
          outcome,
          at,
          detail: { operation, version: operation === 'list' ? '2026-02-16' : '2' },
        });
      await store().record([call('list', 'allowed', NOW - 2 * DAY), call('list', 'denied', NOW - DAY)]);
      await store().record([call('write', 'allowed', NOW), event('session.opened')]);
      const found = async (query: object) =>
        (await store().auditTrail({ limit: 100, ...query })).map(({ id }) => id);
      assert.deepEqual(await found({ operation: 'list' }), [2, 1]);
      assert.deepEqual(await found({ operation: 'list', outcome: 'denied' }), [2]);
      assert.deepEqual(await found({ apiVersion: '2026-02-16' }), [2, 1]);
      assert.deepEqual(await found({ apiVersion: '2026-02-16', operation: 'write' }), []);
      assert.deepEqual(await found({ since: NOW - DAY }), [4, 3, 2]);
      assert.deepEqual(await found({ since: NOW - DAY, until: NOW }), [2]);
      assert.deepEqual(await found({ since: NOW + 1 }), []);
      assert.deepEqual(await found({ after: 0 }), [1, 2, 3, 4]);
      assert.deepEqual(await found({ after: 2, limit: 1 }), [3]);
    });
  });
}
