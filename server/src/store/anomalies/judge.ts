import { DAY, HOUR } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Activity, Alert, Anomaly, Instant, Watched } from '../../model/index.ts';
import type { Habits } from '../../rules/anomaly/habits.ts';
import { judge } from '../../rules/anomaly/judge.ts';
import { countTide, type TideTable, tideWithout } from '../../rules/anomaly/tide.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { WriteMails } from '../mails/store.ts';
import { readMember } from '../members/rows.ts';
import { membersToMail } from '../members/statements.ts';
import * as milestones from '../milestones/statements.ts';
import { preferences } from '../preferences/rows.ts';
import { preferencesOf as preferencesOfSql } from '../preferences/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import type { HabitsTable } from './habits.ts';
import { watchOf } from './noted.ts';
import { activity, alerts } from './rows.ts';
import * as sql from './statements.ts';
import type { AnomalyStore } from './verbs.ts';

/** Counters that one verb looks at: of four subjects at least, a few milliseconds. */
const SLICE = 100;
const ALERT_KEPT = 90 * DAY;
/** Managers of a tenant who get a mail about an alert. */
const MOST_TOLD = 20;
const JUDGED = 'activity';
const API = '';

type Judging = Parameters<AnomalyStore['judgeActivity']>[0];

/**
 * Judges one slice of subjects after the other. The place within an hour is only remembered here: after a crash the hour
 * begins again, and the habits of each subject say that it was judged.
 */
export function activityJudge(
  db: Database,
  tx: Transactions,
  {
    writeAudit,
    writeMails,
    habits,
    counted,
  }: { writeAudit: WriteAudit; writeMails: WriteMails; habits: HabitsTable; counted: () => Promise<void> },
): AnomalyStore['judgeActivity'] {
  const judgedThrough = db.one(milestones.milestone, (row) => integer.read(row.next(), 'at'));
  const setMilestone = db.run(milestones.setMilestone);
  const nextHour = db.one(sql.nextHour, (row) => integer.read(row.next(), 'activity.hour'));
  const ofHour = db.many(sql.activityOfHour, activity.read);
  const ofApi = db.many(sql.activityOfApi, activity.read);
  const connectionsFrom = db.many(sql.connectionsFrom, activity.read);
  const insertAlert = db.run(sql.insertAlert);
  const withRole = db.many(membersToMail, readMember);
  const preferencesOf = db.one(preferencesOfSql, preferences.read);
  let place: { hour: Instant; after: string } | null = null;

  function* hourDue(before: Instant): Steps<Instant | null> {
    const judged = (yield* judgedThrough({ name: JUDGED })) ?? 0;
    // The clock was ahead, and hours were judged that had not come yet.
    return yield* nextHour({ after: judged < before ? judged : before - 2 * HOUR, before });
  }

  return async (judging) => {
    if (place === null) await counted();
    const hour = place?.hour ?? (await tx.read(() => hourDue(judging.before)));
    if (hour === null) return { more: false, alerts: [] };
    const after = place?.after ?? API;
    const { last, alerts } = await tx.chore(() => judgeSlice(hour, after, judging));
    place = last === null ? null : { hour, after: last };
    return { more: true, alerts };
  };

  /** Returns the subject at which the slice ended, or `null` for the last one of the hour. */
  function* judgeSlice(
    hour: Instant,
    after: string,
    judging: Judging,
  ): Steps<{ last: string | null; alerts: Alert[] }> {
    const rows = yield* ofHour({ hour, after, limit: SLICE });
    const table = yield* tideOf(hour, judging.now);
    const whole = wholeSubjects(rows);
    const found: Alert[] = [];
    for (const each of whole) found.push(...(yield* judgeSubject(hour, each, table, judging)));
    const last = rows.length < SLICE ? null : (whole.at(-1)?.[0]?.subject ?? null);
    if (last === null) yield* setMilestone({ name: JUDGED, at: hour });
    return { last, alerts: found };
  }

  function* judgeSubject(
    hour: Instant,
    rows: Activity[],
    table: TideTable,
    { now, settings, audit, mails }: Judging,
  ): Steps<Alert[]> {
    const [first] = rows;
    if (!first) return [];
    const { subject } = first;
    const known = believed(yield* habits.read<Habits>(subject), now);
    const tide = tideWithout(table, hour, rows);
    const judged = judge(watchOf(first), known, hour, rows, tide, settings);
    if (judged.habits === known) return [];
    yield* habits.save(subject, judged.habits, now);
    const found: Alert[] = [];
    for (const anomaly of judged.anomalies) {
      const alert: Alert = {
        id: newId('alert'),
        ...anomaly,
        ...(yield* whoseOf(first, anomaly)),
        createdAt: now,
        state: 'open',
        closedAt: null,
        closedBy: null,
        expiresAt: now + ALERT_KEPT,
      };
      yield* insertAlert(alerts.parameters(alert));
      yield* writeAudit(audit(alert));
      if (mails) yield* writeMails(mails.write(alert, yield* managersOf(alert, mails.managing)));
      found.push(alert);
    }
    return found;
  }

  function* managersOf({ tenantId }: Alert, roles: readonly string[]) {
    if (tenantId === null) return [];
    const managers = [];
    for (const each of yield* withRole({ tenantId, roles: JSON.stringify(roles), limit: MOST_TOLD })) {
      const chosen = yield* preferencesOf({ userId: each.userId });
      managers.push({ ...each, language: chosen?.language ?? null, timeZone: chosen?.timeZone ?? null });
    }
    return managers;
  }

  /** Counts the hour of the whole API, unless it was counted. */
  function* tideOf(hour: Instant, now: Instant): Steps<TideTable> {
    const known = believed(yield* habits.read<TideTable>(API), now);
    const tide = countTide(known, hour, yield* ofApi({ hour }));
    if (tide !== known) yield* habits.save(API, tide, now);
    return tide;
  }

  /** An alert about a platform's servers concerns one customer if only their connection was used in this way. */
  function* whoseOf(row: Activity, { facts: { network }, since, until }: Anomaly): Steps<Watched> {
    const { subject, tenantId, clientId, connectedAccountId, grantId, userId, mode } = row;
    const own = { subject, tenantId, clientId, connectedAccountId, grantId, userId, mode };
    if (watchOf(row) !== 'networks' || network === undefined) return own;
    const [one, ...others] = yield* connectionsFrom({ clientId, network, since, until });
    if (!one || others.some((other) => other.connectedAccountId !== one.connectedAccountId)) return own;
    return { ...own, tenantId: one.tenantId, connectedAccountId: one.connectedAccountId };
  }
}

/** Habits that a clock ahead of its time wrote would otherwise count every hour as one that was judged. */
function believed<Kept extends { through: Instant }>(kept: Kept | null, now: Instant): Kept | null {
  return kept && kept.through > now ? { ...kept, through: 0 } : kept;
}

/** The rows of each subject; those of the last one may go on behind the slice. */
function wholeSubjects(rows: Activity[]): Activity[][] {
  const groups: Activity[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group?.[0]?.subject === row.subject) group.push(row);
    else groups.push([row]);
  }
  return rows.length < SLICE ? groups : groups.slice(0, -1);
}
