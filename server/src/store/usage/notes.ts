import type { AuditEvent } from '../../model/index.ts';
import { text } from '../table/codecs.ts';
import type { Database, Steps } from '../transactions.ts';
import * as sql from './statements.ts';

/** Notes of one transaction, each of up to 64 verbs. */
const AT_ONCE = 100;

/** Notes by which transactions say what their rows count. Only PostgreSQL has them, and a copy of its rows on SQLite. */
export interface Notes {
  /** Whether there are any behind an id. */
  any(from: string): Steps<boolean>;
  /** Counts some of those behind an id and takes them away. Returns whether that were as many as go together. */
  countSome(from: string): Steps<boolean>;
}

export function notesOf(db: Database, count: (written: readonly AuditEvent[]) => Steps<void>): Notes {
  const one = db.one(sql.anyNote, () => true);
  const take = db.many(
    sql.takeNotes,
    (row) => JSON.parse(text.read(row.next(), 'uncounted.events')) as AuditEvent[],
  );
  return {
    *any(from) {
      return (yield* one({ from })) !== null;
    },
    *countSome(from) {
      const notes = yield* take({ from, limit: AT_ONCE });
      yield* count(notes.flat());
      return notes.length === AT_ONCE;
    },
  };
}
