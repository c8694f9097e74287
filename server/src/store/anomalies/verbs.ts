import type {
  Alert,
  AuditEvent,
  ClientId,
  ConnectedAccountId,
  GrantId,
  Instant,
  Mail,
  Member,
  Preferences,
  TenantId,
  UserId,
} from '../../model/index.ts';
import type { AnomalySettings } from '../../rules/anomaly/finding.ts';
import type { Place } from '../grants/page.ts';

/** Selects the alerts of one tenant, client, connected account or grant; without any of these, all. */
export interface AlertQuery {
  tenantId?: TenantId;
  clientId?: ClientId;
  connectedAccountId?: ConnectedAccountId;
  grantId?: GrantId;
  state?: Alert['state'];
  before: Place | null;
  limit: number;
}

/** The mails by which those who manage a tenant are told of an alert. */
export interface AlertMails {
  /** The roles that manage a tenant. */
  managing: readonly string[];
  /** Pure; `managers` are twenty at most, each with the language and time zone that they chose. */
  write(alert: Alert, managers: readonly (Member & Pick<Preferences, 'language' | 'timeZone'>)[]): Mail[];
}

/** Unusual use and what is usual. Verbs that write rows about requests count them in the same commit. */
export interface AnomalyStore {
  alert(id: string): Promise<Alert | null>;
  /** Newest first; `before` is the last one of an earlier page. */
  alertsPage(query: AlertQuery): Promise<Alert[]>;
  /**
   * Closes an alert. `dismissed` teaches its subject's habits, so that the same network or hour is not told again; a
   * customer cannot teach those of the platform's servers, which are other customers' as well; an operator can.
   */
  closeAlert(close: {
    id: string;
    as: 'dismissed' | 'ended';
    /** `null`: no person, or an operator at the command line. */
    by: UserId | null;
    byOperator: boolean;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'closed' | 'already' | 'unknown'>;
  /**
   * Judges the next subjects of the oldest hour that is over and was not judged. A subject's hour is judged once, and its
   * alerts commit with that. Returns whether there may be more to judge, and the alerts.
   *
   * @param before hours that begin at this instant or later are not over
   */
  judgeActivity(judging: {
    before: Instant;
    now: Instant;
    settings: AnomalySettings;
    audit(alert: Alert): AuditEvent[];
    /** Commit with an alert; `null`: none are written. */
    mails: AlertMails | null;
  }): Promise<{ more: boolean; alerts: Alert[] }>;
  /** Removes counters of hours that began before `before`, at most `limit`; returns how many left. */
  removeActivity(before: Instant, limit: number): Promise<number>;
}
