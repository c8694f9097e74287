import { type Clock, MINUTE } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AuditEvent } from '../../model/index.ts';
import { isCounted } from '../anomalies/noted.ts';
import { text } from '../table/codecs.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import type { PgQuery } from './database.ts';
import { walkOf } from './walk.ts';

/** How old a note is before another process takes it up, in milliseconds. Earlier would do no harm: each is counted once. */
const LEFT_BEHIND = MINUTE;
const AT_ONCE = 100;

const NOTE = 'INSERT INTO uncounted (id, at, events) VALUES (:id, :at, :events)';
const TAKE = 'DELETE FROM uncounted WHERE id = :id';
const LEFT = 'SELECT id, events FROM uncounted WHERE at < :before ORDER BY at, id LIMIT :limit';

export interface Owed {
  /** Sent in the transaction of the verb. */
  note: PgQuery;
  /** Counts, and takes the note away; does neither if another process has done so. */
  count(): Steps<void>;
}

/**
 * The counters of a verb follow in a transaction of their own, because all verbs add to the same rows. Until then a note in the
 * database says what is to be counted, so that a process which dies in between, or loses its connection, loses no call.
 */
export function uncountedRows(
  db: Database,
  clock: Clock,
  count: (written: readonly AuditEvent[]) => Steps<void>,
): {
  owed(written: readonly AuditEvent[]): Owed | null;
  /** Counts what others left behind. Resolves to how many notes there were. */
  countLeft(tx: Transactions): Promise<number>;
} {
  const note = db.run(NOTE);
  const take = db.run(TAKE);
  const left = db.many(LEFT, (row) => ({
    id: text.read(row.next(), 'uncounted.id'),
    events: JSON.parse(text.read(row.next(), 'uncounted.events')) as AuditEvent[],
  }));
  const counting = (id: string, events: readonly AuditEvent[]) =>
    function* () {
      if ((yield* take({ id })) === 1) yield* count(events);
    };

  return {
    owed(written) {
      const events = written.filter(isCounted);
      if (events.length === 0) return null;
      const id = newId('unc');
      const reached = walkOf(note({ id, at: clock.now(), events: JSON.stringify(events) })).start();
      if (!('asks' in reached)) throw new Error('A note is a statement.');
      return { note: reached.asks as PgQuery, count: counting(id, events) };
    },

    async countLeft(tx) {
      const found = await tx.read(() => left({ before: clock.now() - LEFT_BEHIND, limit: AT_ONCE }));
      for (const { id, events } of found) await tx.append(counting(id, events));
      return found.length;
    },
  };
}

/** Counts at once, and for a server each minute, what a process that died left behind. Returns a function that stops it. */
export async function keepCounting(
  countLeft: () => Promise<number>,
  schema: string,
  { log, follow }: { log?: Pick<Logger, 'warn' | 'info'> | undefined; follow?: boolean },
): Promise<() => void> {
  const look = async () => {
    const notes = await countLeft();
    if (notes > 0) log?.info({ schema, notes }, 'counted what a process that ended had left');
  };
  await look();
  if (!follow) return () => {};
  const timer = setInterval(() => {
    look().catch((error: Error) => log?.warn({ schema, error: error.message }, 'nothing could be counted'));
  }, LEFT_BEHIND).unref();
  return () => clearInterval(timer);
}
