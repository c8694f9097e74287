import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foundRow } from '../../../src/anomalies/row.ts';
import {
  type Alert,
  ANOMALY_KINDS,
  type AuditEvent,
  ConnectedAccountId,
  GrantId,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import { type Current, DAY, event, HOUR, NOW } from '../fixtures.ts';

const A = ConnectedAccountId('conn_a');
const GRANT = GrantId('grant_a');
/** Beside the addresses of the usual calls. */
const THIEF = '198.51.100.7';

export function anomalyCases(store: Current): void {
  const call = (at: number, over: Partial<AuditEvent> = {}): AuditEvent =>
    event('api.called', { at, code: 'listCases', detail: { token: 'connected' }, ...over });
  const many = (count: number) => ({ token: 'connected', notRecorded: count });
  const judged = async (before: number): Promise<Alert[]> => {
    const found: Alert[] = [];
    const settings = { quietDays: 7, kinds: new Set(ANOMALY_KINDS) };
    for (let more = true; more; ) {
      const audit = (alert: Alert) => [foundRow(alert)];
      const next = await store().judgeActivity({ before, now: before, settings, audit, mails: null });
      found.push(...next.alerts);
      more = next.more;
    }
    return found;
  };
  /** Ten days of a call at each hour from 9 to 12, at the beginning and the end of it. */
  const fifteenDays = async (over: Partial<AuditEvent>, address = '192.0.2.1') => {
    for (let day = 0; day < 15; day++) {
      const hours = [9, 10, 11].map((hour) => NOW + day * DAY + hour * HOUR);
      await store().record(
        hours.flatMap((at) => [
          call(at, { ip: address, ...over }),
          call(at + HOUR - 1, { ip: address, ...over, detail: many(20) }),
        ]),
      );
    }
    assert.deepEqual(await judged(NOW + 15 * DAY), []);
  };
  const TODAY = NOW + 15 * DAY + 10 * HOUR;

  describe('anomalies', () => {
    it('tells a burst once, with a row of the log and an alert in one commit', async () => {
      await fifteenDays({ connectedAccountId: A });
      await store().record([call(TODAY, { connectedAccountId: A, detail: many(900) })]);
      const [alert, ...others] = await judged(TODAY + HOUR);
      assert.ok(alert && others.length === 0, 'one alert');
      assert.deepEqual([alert.kind, alert.facts], ['burst', { count: 900, usual: 21 }]);
      assert.deepEqual([alert.since, alert.until, alert.state], [TODAY, TODAY + HOUR, 'open']);
      const [row] = await store().auditTrail({ kind: 'anomaly.found', limit: 5 });
      assert.deepEqual([row?.connectedAccountId, row?.detail.alert_id], [A, alert.id]);
      // Further calls of an hour that was judged, and the same anomaly an hour later.
      await store().record([call(TODAY, { connectedAccountId: A, detail: many(900) })]);
      await store().record([call(TODAY + HOUR, { connectedAccountId: A, detail: many(900) })]);
      assert.deepEqual(await judged(TODAY + 2 * HOUR), []);
      for (const whose of [
        {},
        { connectedAccountId: A },
        { tenantId: TenantId('org_a') },
        { state: 'open' } as const,
      ]) {
        assert.deepEqual(await store().alertsPage({ ...whose, before: null, limit: 5 }), [alert]);
      }
      assert.deepEqual(await store().alertsPage({ before: alert, limit: 5 }), []);
      assert.deepEqual(await store().alertsPage({ state: 'dismissed', before: null, limit: 5 }), []);
    });

    it('judges no hour before it is over, and nothing in the first days', async () => {
      const before = { connectedAccountId: A };
      for (const day of [0, 1, 2, 3]) await store().record([call(NOW + day * DAY, before)]);
      await store().record([call(NOW + 5 * DAY, { ...before, detail: many(9_000) })]);
      assert.deepEqual(await judged(NOW + 6 * DAY), []);
      await store().record([call(NOW + 8 * DAY, { ...before, detail: many(900_000) })]);
      assert.deepEqual(await judged(NOW + 8 * DAY), []);
      assert.equal((await judged(NOW + 8 * DAY + HOUR)).length, 1);
    });

    it('is taught by a dismissal that a network is the owner’s', async () => {
      const whose = { grantId: GRANT };
      await fifteenDays(whose);
      const night = NOW + 15 * DAY + 3 * HOUR;
      await store().record([call(night, { ...whose, ip: THIEF, detail: many(30) })]);
      const alerts = await judged(night + HOUR);
      assert.deepEqual(alerts.map(({ kind }) => kind).toSorted(), ['new_network', 'unusual_hour']);
      const close = (id: string) =>
        store().closeAlert({
          id,
          as: 'dismissed',
          by: null,
          byOperator: true,
          now: night,
          audit: [event('anomaly.closed')],
        });
      for (const { id } of alerts) assert.equal(await close(id), 'closed');
      assert.equal(await close(alerts[0]?.id ?? ''), 'already');
      assert.equal(await close('alert_x'), 'unknown');
      assert.equal((await store().auditTrail({ kind: 'anomaly.closed', limit: 9 })).length, 2);
      await store().record([call(night + 2 * DAY, { ...whose, ip: THIEF, detail: many(30) })]);
      assert.deepEqual(await judged(night + 3 * DAY), []);
      const states = await store().alertsPage({ grantId: GRANT, before: null, limit: 5 });
      assert.deepEqual(
        states.map(({ state }) => state),
        ['dismissed', 'dismissed'],
      );
    });

    it('tells the customer whose connection alone a platform’s key is used for from elsewhere', async () => {
      const other = { connectedAccountId: ConnectedAccountId('conn_b'), tenantId: TenantId('org_b') };
      await fifteenDays({ connectedAccountId: A });
      const beside = (at: number, over: Partial<AuditEvent>) => [
        call(at + 1, { ...over, ip: THIEF }),
        call(at + 2, { connectedAccountId: A, ip: '192.0.2.1' }),
        call(at + 3, { ...over, ip: THIEF, detail: many(9) }),
        call(at + 4, { connectedAccountId: A, ip: '192.0.2.1' }),
      ];
      const goesOn = (at: number) => call(at, { connectedAccountId: A, ip: '192.0.2.1' });
      await store().record([...beside(TODAY, other), goesOn(TODAY + HOUR)]);
      const [alert, ...rest] = await judged(TODAY + 2 * HOUR);
      assert.deepEqual(rest, []);
      assert.deepEqual(
        [alert?.kind, alert?.connectedAccountId, alert?.tenantId, alert?.facts.network],
        ['new_network', 'conn_b', 'org_b', '198.51.100.0/24'],
      );
      // From a third network for two customers: that is the platform's to know.
      const later = TODAY + 2 * DAY;
      const far = { ip: '203.0.113.9' };
      await store().record([
        ...beside(later, { ...other, ...far }),
        call(later + 2, { connectedAccountId: A, ...far }),
      ]);
      const ofBoth = beside(later, { ...other }).map((row) => (row.ip === THIEF ? { ...row, ...far } : row));
      await store().record([...ofBoth, goesOn(later + HOUR)]);
      const found = await judged(later + 2 * HOUR);
      assert.deepEqual(
        found.map((each) => [each.kind, each.clientId, each.connectedAccountId, each.tenantId]),
        [['new_network', 'platform', null, null]],
      );
    });

    it('lets no customer teach a platform’s servers, whose networks other customers are judged by', async () => {
      const ofOther = { connectedAccountId: ConnectedAccountId('conn_b'), tenantId: TenantId('org_b') };
      await fifteenDays({ connectedAccountId: A });
      const own = (at: number) => call(at, { connectedAccountId: A, ip: '192.0.2.1' });
      const foreign = (at: number, ip: string) => call(at, { ...ofOther, ip });
      const beside = async (at: number, ip: string) => {
        await store().record([
          ...[foreign(at + 1, ip), own(at + 2), foreign(at + 3, ip), foreign(at + 4, ip), own(at + 5)],
          own(at + HOUR),
        ]);
        const [alert, ...rest] = await judged(at + 2 * HOUR);
        assert.deepEqual([alert?.kind, alert?.tenantId, rest], ['new_network', 'org_b', []]);
        return alert?.id ?? '';
      };
      const close = (id: string, by: UserId | null) =>
        store().closeAlert({
          id,
          as: 'dismissed',
          by,
          byOperator: by === null,
          now: TODAY,
          audit: [event('anomaly.closed')],
        });
      const repeatedOf = async (at: number, ip: string) => {
        await store().record([event('token.repeated', { connectedAccountId: A, at, ip })]);
        return (await judged(at + HOUR)).map(({ kind }) => kind);
      };
      assert.equal(await close(await beside(TODAY, THIEF), UserId('ann')), 'closed');
      assert.deepEqual(await repeatedOf(TODAY + 3 * HOUR, THIEF), ['repeated_refresh']);
      // An operator speaks for the whole API.
      const tomorrow = TODAY + DAY;
      assert.equal(await close(await beside(tomorrow, '203.0.113.9'), null), 'closed');
      assert.deepEqual(await repeatedOf(tomorrow + 3 * HOUR, '203.0.113.9'), []);
    });

    it('finds used refresh tokens that come from a second network', async () => {
      const whose = { grantId: GRANT };
      await fifteenDays(whose);
      await store().record([event('token.refreshed', { ...whose, at: TODAY })]);
      await store().record([event('token.repeated', { ...whose, at: TODAY + 1, ip: THIEF })]);
      const [alert] = await judged(TODAY + HOUR);
      assert.deepEqual([alert?.kind, alert?.facts.count], ['repeated_refresh', 1]);
    });

    it('goes on when the clock was ahead', async () => {
      await fifteenDays({ connectedAccountId: A });
      const ahead = NOW + 400 * DAY;
      await store().record([call(ahead, { connectedAccountId: A })]);
      assert.deepEqual(await judged(ahead + HOUR), []);
      await store().record([call(TODAY, { connectedAccountId: A, detail: many(900) })]);
      assert.equal((await judged(TODAY + HOUR)).length, 1);
    });

    it('does not watch sandboxes or strangers', async () => {
      await fifteenDays({ connectedAccountId: A, mode: 'sandbox' });
      await store().record([call(TODAY, { connectedAccountId: A, mode: 'sandbox', detail: many(900) })]);
      const stranger = { clientId: null, outcome: 'denied', code: 'missing_token' } as const;
      await store().record([call(TODAY, { ...stranger, detail: { notRecorded: 9_000 } })]);
      assert.deepEqual(await judged(TODAY + HOUR), []);
    });
  });
}
