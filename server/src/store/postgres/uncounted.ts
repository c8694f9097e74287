import { type Clock, MINUTE, SECOND } from '../../lib/clock.ts';
import { newIdAt } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AuditEvent } from '../../model/index.ts';
import { isCounted } from '../anomalies/noted.ts';
import { alikeRows } from '../audit/alike.ts';
import type { Database, Steps } from '../transactions.ts';
import type { Notes } from '../usage/notes.ts';
import { insertNote } from '../usage/statements.ts';
import type { PgQuery } from './database.ts';
import type { PgTransactions } from './transactions.ts';
import { walkOf } from './walk.ts';

/** Between a commit and the count of its calls: those that are alike meanwhile are added up once. */
const SOON = SECOND;
/** Between two looks for all notes, also those of a process that died. */
const LOOK_EVERY = MINUTE;
/** How far back in time the others look: an index has places of rows that left, for as long as a backup reads. */
const NEAR = 5 * MINUTE;
const ONE_AT_A_TIME = 'SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:name, 0))';

/**
 * Returns the function that makes the note of what a transaction's rows add to the counters, to be sent with its `COMMIT`; `null` if
 * they add nothing. All verbs on all nodes would add to the same rows, which stay locked until the commit is on disk.
 */
export function noteOf(db: Database, clock: Clock): (written: readonly AuditEvent[]) => PgQuery | null {
  const note = db.put(insertNote);
  return (written) => {
    const events = whatCounts(written);
    if (events.length === 0) return null;
    const at = clock.now();
    const reached = walkOf(note({ id: newIdAt('unc', at), at, events: JSON.stringify(events) })).start();
    if (!('asks' in reached)) throw new Error('A note is a statement.');
    return reached.asks as PgQuery;
  };
}

/** Rows that count for as much, without what is not counted. */
function whatCounts(written: readonly AuditEvent[]): AuditEvent[] {
  return alikeRows(written.filter(isCounted)).flatMap(({ row, times, firstAt, lastAt }) => {
    const { operation, token, personalTokenId } = row.detail;
    const standFor = (at: number, notRecorded: number): AuditEvent => ({
      ...{ ...row, at, requestId: null },
      detail: { operation, token, personalTokenId, notRecorded } as AuditEvent['detail'],
    });
    return firstAt === lastAt
      ? [standFor(firstAt, times)]
      : [standFor(firstAt, times - 1), standFor(lastAt, 1)];
  });
}

export interface Counting {
  /** Counts all that was noted by then, on whatever node. */
  counted(): Promise<void>;
  /** To be called after each commit. */
  noted(written: readonly AuditEvent[]): void;
  /** Counts what this process has noted. */
  stop(): Promise<void>;
}

/**
 * Counts what the notes say and takes them away, in one transaction. One of all nodes does so at a time, so a process that dies loses
 * nothing, and nothing is counted twice.
 *
 * @param follow looks every minute for what others left behind, as a server does
 */
export function countsNotes(
  db: Database,
  tx: Pick<PgTransactions, 'read' | 'appendAlone'>,
  notes: Notes,
  about: {
    schema: string;
    clock: Clock;
    log?: Pick<Logger, 'warn'> | undefined;
    follow?: boolean | undefined;
  },
): Counting {
  const { schema, clock, log } = about;
  const lock = db.one(ONE_AT_A_TIME, () => true);

  function* countSome(from: string): Steps<boolean> {
    yield* lock({ name: `latchkey counters of ${schema}` });
    return yield* notes.countSome(from);
  }
  const countFrom = async (from: string) => {
    try {
      // Another node that takes them at this moment has them here until it has counted them.
      if (!(await tx.read(() => notes.any(from)))) return;
      while (await tx.appendAlone(() => countSome(from)));
    } catch (error) {
      log?.warn({ schema, error: String(error) }, 'rows of the log are counted later');
    }
  };

  let last: Promise<void> = Promise.resolve();
  /** Has not begun, so it counts what is noted until it begins. */
  let next: { isWhole: boolean; done: Promise<void> } | null = null;
  const counted = (isWhole: boolean): Promise<void> => {
    next ??= {
      isWhole,
      done: last.then(() => {
        const from = next?.isWhole ? '' : newIdAt('unc', clock.now() - NEAR);
        next = null;
        return countFrom(from);
      }),
    };
    next.isWhole ||= isWhole;
    last = next.done;
    return last;
  };
  let soon: NodeJS.Timeout | null = null;
  const look = about.follow ? setInterval(() => void counted(true), LOOK_EVERY).unref() : undefined;

  return {
    counted: () => counted(true),
    noted(written) {
      if (soon !== null || !written.some(isCounted)) return;
      soon = setTimeout(() => {
        soon = null;
        void counted(false);
      }, SOON).unref();
    },
    async stop() {
      clearInterval(look);
      if (soon !== null) {
        clearTimeout(soon);
        void counted(false);
      }
      await last;
    },
  };
}
