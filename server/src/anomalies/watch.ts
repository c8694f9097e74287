import { setImmediate as turn } from 'node:timers/promises';
import type { Api } from '../api.ts';
import { DAY, HOUR, MINUTE } from '../lib/clock.ts';
import type { ClockWatch } from '../store/expiry/clock-watch.ts';
import type { AlertMails } from '../store/store.ts';
import { foundRow } from './row.ts';
import { settingsOf } from './settings.ts';

/** An SDK that decides by itself reports its calls some time later. */
const REPORTED_WITHIN = 5 * MINUTE;
const BETWEEN_LOOKS = MINUTE;
/** Longer than the server may be away, so that no hour leaves before it was judged. */
const COUNTERS_KEPT = 3 * DAY;
const REMOVED_AT_ONCE = 500;

/**
 * Judges each hour when it is over, in slices between which other work runs, while `watch` trusts the clock. Does not keep the
 * process alive. Returns a function that stops it; the next start goes on where it ended.
 */
export function watchActivity(
  api: Pick<Api, 'store' | 'config' | 'clock' | 'log'>,
  watch: Pick<ClockWatch, 'mayDelete'>,
  mails: AlertMails | null,
): () => Promise<void> {
  const { store, log } = api;
  const settings = settingsOf(api.config.anomalies);
  let stopped = false;
  let work = Promise.resolve();

  const judgeAll = async () => {
    for (let more = true; more && !stopped && watch.mayDelete(); await turn()) {
      const now = api.clock.now();
      const before = Math.floor((now - REPORTED_WITHIN) / HOUR) * HOUR;
      const judged = await store.judgeActivity({
        before,
        now,
        settings,
        audit: (alert) => [foundRow(alert)],
        mails,
      });
      more = judged.more;
      for (const { id, kind, connectedAccountId, clientId } of judged.alerts) {
        log.warn({ alert: id, anomaly: kind, connectedAccountId, clientId }, 'unusual use was noticed');
      }
    }
    if (stopped || !watch.mayDelete()) return;
    await store.removeActivity(api.clock.now() - COUNTERS_KEPT, REMOVED_AT_ONCE);
  };
  const look = () => {
    work = work
      .then(judgeAll)
      .catch((error: unknown) => log.error({ error: String(error) }, 'activity could not be judged'));
  };
  const timer = setInterval(look, BETWEEN_LOOKS).unref();
  look();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await work;
  };
}
