import type { Alert } from '../../model/index.ts';
import type { Habits } from '../../rules/anomaly/habits.ts';
import { accept } from '../../rules/anomaly/learn.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { WriteMails } from '../mails/store.ts';
import { placeOf } from '../table/table.ts';
import type { Database, Transactions } from '../transactions.ts';
import { habitsTable } from './habits.ts';
import { activityJudge } from './judge.ts';
import { watchOf } from './noted.ts';
import { alerts } from './rows.ts';
import * as sql from './statements.ts';
import type { AnomalyStore } from './verbs.ts';

export function anomalyStore(
  db: Database,
  tx: Transactions,
  {
    writeAudit,
    writeMails,
    counted,
  }: { writeAudit: WriteAudit; writeMails: WriteMails; counted: () => Promise<void> },
): AnomalyStore {
  const byId = db.one(sql.alertById, alerts.read);
  const ofAll = db.many(sql.alertsOfAll, alerts.read);
  const ofTenant = db.many(sql.alertsOfTenant, alerts.read);
  const ofClient = db.many(sql.alertsOfClient, alerts.read);
  const ofAccount = db.many(sql.alertsOfAccount, alerts.read);
  const ofGrant = db.many(sql.alertsOfGrant, alerts.read);
  const close = db.run(sql.closeAlert);
  const remove = db.run(sql.removeActivity);
  const old = db.one(sql.nextHour, () => true);
  const habits = habitsTable(db);

  return {
    alert: (id) => tx.read(() => byId({ id })),

    async alertsPage({ tenantId, clientId, connectedAccountId, grantId, state = '', before, limit }) {
      const page = { state, ...placeOf(before), limit };
      return tx.read(() => {
        if (connectedAccountId !== undefined) return ofAccount({ whose: connectedAccountId, ...page });
        if (grantId !== undefined) return ofGrant({ whose: grantId, ...page });
        if (tenantId !== undefined) return ofTenant({ whose: tenantId, ...page });
        return clientId === undefined ? ofAll(page) : ofClient({ whose: clientId, ...page });
      });
    },

    closeAlert: ({ id, as, by, byOperator, now, audit }) =>
      tx.write(function* () {
        const alert = yield* byId({ id });
        if (!alert) return 'unknown';
        const closed = alerts.parametersOf({ state: as, closedAt: now, closedBy: by });
        if ((yield* close({ id, ...closed })) === 0) return 'already';
        const known =
          as === 'dismissed' && mayTeach(byOperator, alert)
            ? yield* habits.read<Habits>(alert.subject)
            : null;
        if (known) yield* habits.save(alert.subject, accept(known, alert), now);
        yield* writeAudit(audit);
        return 'closed';
      }),

    judgeActivity: activityJudge(db, tx, { writeAudit, writeMails, habits, counted }),

    async removeActivity(before, limit) {
      await counted();
      const any = await tx.read(() => old({ after: 0, before }));
      return any ? tx.chore(() => remove({ before, limit })) : 0;
    },
  };
}

/**
 * The networks of a platform's servers are judged for all its customers, so none of them adds to what is known. An operator
 * does.
 */
function mayTeach(byOperator: boolean, alert: Alert): boolean {
  return byOperator || watchOf(alert) !== 'networks';
}
