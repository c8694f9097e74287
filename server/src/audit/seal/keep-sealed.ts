import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from '../../api.ts';
import { HOUR, SECOND } from '../../lib/clock.ts';
import type { AuditSeal } from '../../model/index.ts';
import { ALONE, type Chores } from '../../nodes/chores.ts';
import type { ClockWatch } from '../../store/expiry/clock-watch.ts';
import { removeOldMonth } from './old-month.ts';
import { removeOldRows } from './retention.ts';
import { type Pace, REST, sealLog } from './sealer.ts';

/** The interval between looks for rows that are old enough to remove. */
const LOOK_FOR_OLD = HOUR;
/** The most seals that a stop makes of a backlog, about a second of work. The next start seals the rest. */
const SEALS_AT_THE_END = 250;

/**
 * Seals new rows of the log in the configured interval, notes what they have for searches, and removes old ones while `watch` trusts the clock; both
 * while the chores are this node's. Does not keep the process alive. Returns a function that stops it and seals the
 * remaining rows, up to a bound.
 */
export function keepSealed(
  api: Api,
  watch: Pick<ClockWatch, 'mayDelete'>,
  chores: Chores = ALONE,
): () => Promise<void> {
  const { sealEvery, retention } = api.config.audit;
  let sealed: AuditSeal | null = null;
  const ending = new AbortController();
  let left = SEALS_AT_THE_END;
  const pace: Pace = async (took) => {
    if (ending.signal.aborted) return left-- > 0;
    await pause(REST * took, undefined, { ref: false, signal: ending.signal }).catch(() => {});
    return true;
  };
  const sealRest = async () => {
    if (!chores.areMine()) return;
    const head = await sealLog(api, pace, sealed);
    if (head === null || head.number === sealed?.number) return;
    sealed = head;
    // The server log keeps a second record of the log's end, which an attacker with the database alone cannot
    // cut off.
    api.log.info({ seal: head.number, row: head.lastId, signature: head.signature }, 'the log was sealed');
  };
  const noteRows = async () => {
    while (chores.areMine() && !ending.signal.aborted) {
      const begun = performance.now();
      if (!(await api.store.noteRows())) return;
      await pace(performance.now() - begun);
    }
  };
  const mayRemove = () => chores.areMine() && watch.mayDelete();
  const removeOld = async () => {
    if (mayRemove()) await api.store.keepMonths(api.clock.now());
    while (mayRemove() && !ending.signal.aborted) {
      const begun = performance.now();
      const isDone = (await removeOldMonth(api, retention)) || (await removeOldRows(api, retention)) > 0;
      if (!isDone) return;
      await pace(performance.now() - begun);
    }
  };
  /** Runs one step of each kind at a time, so that a long removal does not delay new seals. */
  const inTurn = (step: () => Promise<void>, failure: string) => {
    let work: Promise<void> = Promise.resolve();
    return () => {
      work = work.then(step).catch((error: Error) => api.log.error({ error: error.message }, failure));
      return work;
    };
  };
  const seal = inTurn(sealRest, 'the log could not be sealed');
  const note = inTurn(noteRows, 'what the log has could not be noted for searches');
  const remove = inTurn(removeOld, 'old rows of the log could not be removed');

  const timers = [
    setInterval(seal, sealEvery * SECOND),
    setInterval(note, sealEvery * SECOND),
    setInterval(remove, LOOK_FOR_OLD),
  ];
  for (const timer of timers) timer.unref();
  void remove();
  return async () => {
    for (const timer of timers) clearInterval(timer);
    ending.abort();
    await note();
    await remove();
    await seal();
  };
}
