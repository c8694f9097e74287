import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Mail, TenantId, UserId } from '../../../src/model/index.ts';
import { judgeUntil, recordBurst } from '../../anomalies/burst.ts';
import { alertWith, mail, UNUSUAL, UNUSUAL_HOUR } from '../../mail/world.ts';
import { type Current, DAY, event, expireAll, HOUR, NOW } from '../fixtures.ts';

/** Mails on their way: with what they are written, who is given them, and how they leave. */
export function mailCases(store: Current): void {
  const take = (now = NOW, limit = 9) => store().takeMails({ now, until: now + HOUR, limit });
  const finish = (of: Mail, over: { sent?: boolean; again?: number | null }) =>
    store().finishMail({
      ...{ mail: of, sent: false, answer: 'said', again: null, audit: [event('mail.given_up')] },
      ...over,
    });

  describe('mails', () => {
    it('are written with the alert that they tell of, or not at all', async () => {
      await recordBurst(store(), UNUSUAL_HOUR, UNUSUAL);
      const twice = mail();
      const asked: string[][] = [];
      const write = (_: unknown, managers: readonly { email: string }[]) => {
        asked.push(managers.map(({ email }) => email));
        return [twice, twice, { ...mail(), subject: null as never }];
      };
      // The last cannot be written.
      await assert.rejects(judgeUntil(store(), UNUSUAL_HOUR, { managing: ['owner'], write }));
      assert.deepEqual(await store().alertsPage({ before: null, limit: 9 }), []);
      assert.deepEqual(await store().mails(9), []);
      await judgeUntil(store(), UNUSUAL_HOUR, {
        managing: ['owner'],
        write: (alert, to) => write(alert, to).slice(0, 2),
      });
      assert.equal((await store().alertsPage({ before: null, limit: 9 })).length, 1);
      assert.deepEqual(await store().mails(9), [twice], 'one that waits already is not written again');
      assert.deepEqual(asked[0], ['ben@birch.example'], 'those with a role that manages, and no others');
    });

    it('go to no manager who wants none in that tenant', async () => {
      const whose = { userId: UserId('usr_ben'), tenantId: TenantId('org_b') };
      const set = (wanted: boolean, tenantId = whose.tenantId) =>
        store().setAlertMails({ ...whose, tenantId, wanted, audit: [event('member.alert_mails_changed')] });
      assert.equal(await store().wantsAlertMails(whose.userId, whose.tenantId), true);
      assert.deepEqual([await set(false), await set(false)], ['changed', 'unchanged']);
      assert.equal(await set(false, TenantId('org_none')), 'unchanged');
      assert.equal(await store().wantsAlertMails(whose.userId, whose.tenantId), false);
      assert.equal((await store().auditTrail({ kind: 'member.alert_mails_changed', limit: 9 })).length, 1);
      const asked: number[] = [];
      await recordBurst(store(), UNUSUAL_HOUR, UNUSUAL);
      await judgeUntil(store(), UNUSUAL_HOUR, {
        managing: ['owner'],
        write: (_, managers) => {
          asked.push(managers.length);
          return [];
        },
      });
      assert.deepEqual(asked, [0]);
      assert.equal(await set(true), 'changed');
      assert.equal(await store().wantsAlertMails(whose.userId, whose.tenantId), true);
    });

    it('are given to one process at a time, and leave when they were sent', async () => {
      const [first, second] = [mail({ dueAt: NOW }), mail({ dueAt: NOW + 1, createdAt: NOW + 1 })];
      await alertWith(store(), [first, second]);
      assert.deepEqual(await take(NOW - 1), []);
      assert.equal(await store().mailsWaiting(), 2);
      const [taken, ...none] = await take();
      assert.deepEqual([taken, none], [{ ...first, attempts: 1, dueAt: NOW + HOUR }, []]);
      const [other] = await take(NOW + 1);
      assert.equal(other?.id, second.id);
      const [again] = await take(NOW + HOUR);
      assert.ok(taken && again && again.attempts === 2, 'the process that had it may be gone');
      assert.equal(await finish(taken, { sent: true }), 'stale');
      assert.equal(await finish(again, { sent: true }), 'sent');
      assert.equal(await finish(again, { sent: true }), 'stale');
      assert.deepEqual(
        (await store().mails(9)).map(({ id }) => id),
        [second.id],
      );
    });

    it('wait for the next attempt, or leave with a row when they are given up', async () => {
      await alertWith(store(), [mail()]);
      const [taken] = await take();
      assert.ok(taken);
      assert.equal(await finish(taken, { again: NOW + 5 * HOUR }), 'again');
      assert.deepEqual(await take(NOW + 4 * HOUR), []);
      const [again] = await take(NOW + 5 * HOUR);
      assert.deepEqual([again?.attempts, again?.answer], [2, 'said']);
      assert.equal((await store().auditTrail({ kind: 'mail.given_up', limit: 9 })).length, 0);
      assert.equal(again && (await finish(again, {})), 'given_up');
      assert.equal((await store().auditTrail({ kind: 'mail.given_up', limit: 9 })).length, 1);
      assert.deepEqual(await store().mails(9), []);
    });

    it('leave with the person, with the tenant, and after their time', async () => {
      const [tenantId, userId] = [TenantId('org_b'), UserId('usr_ben')];
      await alertWith(store(), [
        mail({ userId, subject: 'person' }),
        mail({ tenantId, subject: 'tenant' }),
        mail({ expiresAt: NOW + DAY, subject: 'time' }),
        mail({ expiresAt: NOW + 99 * DAY, subject: 'stays' }),
      ]);
      await store().deletePerson({ userId, audit: [] });
      await store().deleteTenant({ tenantId, audit: [] });
      await expireAll(store(), NOW + 2 * DAY);
      assert.deepEqual(
        (await store().mails(9)).map(({ subject }) => subject),
        ['stays'],
      );
    });
  });
}
