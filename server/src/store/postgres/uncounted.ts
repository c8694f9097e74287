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
const TAKE = 'DELETE FROM uncounted WHERE id IN (SELECT value FROM json_each(:ids)) RETURNING id';
const LEFT = 'SELECT id, events FROM uncounted WHERE at < :before ORDER BY at, id LIMIT :limit';

/** Rows of a verb that are to be counted. */
export interface Owed {
  id: string;
  events: readonly AuditEvent[];
}

/** With the note of it, which is sent in the transaction of the verb. */
export interface Noted extends Owed {
  note: PgQuery;
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
  owed(written: readonly AuditEvent[]): Noted | null;
  /** Counts all at once, and takes their notes away; leaves out those of which another process has done so. */
  countOwed(owed: readonly Owed[]): Steps<void>;
  /** Counts what others left behind. Resolves to how many notes there were. */
  countLeft(tx: Transactions): Promise<number>;
} {
  const note = db.run(NOTE);
  const take = db.many(TAKE, (row) => text.read(row.next(), 'uncounted.id'));
  const left = db.many(LEFT, (row) => ({
    id: text.read(row.next(), 'uncounted.id'),
    events: JSON.parse(text.read(row.next(), 'uncounted.events')) as AuditEvent[],
  }));
  function* countOwed(owed: readonly Owed[]): Steps<void> {
    const taken = new Set(yield* take({ ids: JSON.stringify(owed.map(({ id }) => id)) }));
    const events = owed.flatMap(({ id, events }) => (taken.has(id) ? events : []));
    if (events.length > 0) yield* count(events);
  }

  return {
    countOwed,

    owed(written) {
      const events = written.filter(isCounted);
      if (events.length === 0) return null;
      const id = newId('unc');
      const reached = walkOf(note({ id, at: clock.now(), events: JSON.stringify(events) })).start();
      if (!('asks' in reached)) throw new Error('A note is a statement.');
      return { id, events, note: reached.asks as PgQuery };
    },

    async countLeft(tx) {
      const found = await tx.read(() => left({ before: clock.now() - LEFT_BEHIND, limit: AT_ONCE }));
      if (found.length > 0) await tx.append(() => countOwed(found));
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
