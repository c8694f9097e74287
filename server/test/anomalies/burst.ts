import { foundRow } from '../../src/anomalies/row.ts';
import { eventWithoutRequest } from '../../src/audit/event.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { type Alert, ANOMALY_KINDS, type AuditEvent } from '../../src/model/index.ts';
import type { AlertMails, Store } from '../../src/store/store.ts';

/** Records ten days of the same few calls, then a burst. `at` is when its hour begins. */
export async function recordBurst(store: Store, at: number, over: Partial<AuditEvent>): Promise<void> {
  const call = (time: number, calls: number) =>
    eventWithoutRequest('api.called', time, {
      ...{ code: 'listCases', mode: 'live', ip: '192.0.2.1', ...over },
      detail: { token: 'connected', notRecorded: calls },
    });
  for (let day = 10; day > 0; day--) {
    const hours = [-1, 0, 1].map((hour) => at - day * DAY + hour * HOUR);
    await store.record(hours.flatMap((hour) => [call(hour, 1), call(hour + HOUR - 1, 20)]));
  }
  await store.record([call(at, 900)]);
}

/** Judges all hours until the one that begins at `at` is over. */
export async function judgeUntil(store: Store, at: number, mails: AlertMails | null): Promise<Alert[]> {
  const settings = { quietDays: 7, kinds: new Set(ANOMALY_KINDS) };
  const found: Alert[] = [];
  for (let more = true; more; ) {
    const judging = { before: at + HOUR, now: at + HOUR, settings };
    const next = await store.judgeActivity({ ...judging, audit: (alert) => [foundRow(alert)], mails });
    found.push(...next.alerts);
    more = next.more;
  }
  return found;
}

/** Does both, and returns the one alert that this makes. */
export async function burst(
  store: Store,
  at: number,
  over: Partial<AuditEvent>,
  mails: AlertMails | null = null,
): Promise<Alert> {
  await recordBurst(store, at, over);
  const [alert, ...others] = await judgeUntil(store, at, mails);
  if (!alert || others.length > 0)
    throw new Error(`${others.length + (alert ? 1 : 0)} alerts instead of one`);
  return alert;
}
