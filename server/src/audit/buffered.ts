import { SECOND } from '../lib/clock.ts';
import { messageOf } from '../lib/error-message.ts';
import type { Logger } from '../lib/logger.ts';
import type { Soon } from '../lib/soon.ts';
import type { AuditEvent } from '../model/index.ts';
import type { Runtime } from '../runtime.ts';
import type { AuditStore } from '../store/store.ts';

/** As many rows are written together; a commit of them takes about a millisecond. */
export const TOGETHER = 256;
/** The longest that a row waits for others. */
export const LONGEST = SECOND;
/** Calls wait from so many rows on that are not on disk yet: a database that is slow or locked must not fill the memory. */
export const MOST = 8 * TOGETHER;

/** The parts of an API that rows are buffered for. */
export interface BufferedLog {
  store: Pick<AuditStore, 'record'>;
  log: Pick<Logger, 'error'>;
  runtime: Pick<Runtime, 'buffered'>;
}

/**
 * Keeps the row of an answered call until there are many to write together, or a second has passed (`audit.calls: 'buffered'`).
 * A crash loses the rows that wait. Returns a promise if too many do: it resolves when some are written.
 */
export function recordBuffered(log: BufferedLog, row: AuditEvent): Soon<void> {
  const { buffered } = log.runtime;
  buffered.rows.push(row);
  if (buffered.rows.length >= TOGETHER) void settleBuffered(log);
  else buffered.timer ??= setTimeout(() => void settleBuffered(log), LONGEST).unref();
  return buffered.rows.length + buffered.underWay < MOST ? undefined : buffered.writing;
}

/** Writes all rows that wait. Resolves when they are on disk, or lost, which the log says. */
export function settleBuffered(log: BufferedLog): Promise<void> {
  const { buffered } = log.runtime;
  const { rows, writing } = buffered;
  clearTimeout(buffered.timer);
  buffered.timer = undefined;
  if (rows.length === 0) return writing;
  buffered.rows = [];
  buffered.underWay += rows.length;
  // Begun at once, so that rows of a later change come behind those of the calls before it.
  const written = log.store.record(rows).catch((error: unknown) => {
    log.log.error({ calls: rows.length, error: messageOf(error) }, 'calls were answered but not recorded');
  });
  buffered.writing = Promise.all([writing, written]).then(() => {
    buffered.underWay -= rows.length;
  });
  return buffered.writing;
}
