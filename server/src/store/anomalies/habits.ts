import { DAY } from '../../lib/clock.ts';
import type { Instant } from '../../model/index.ts';
import { object } from '../table/codecs.ts';
import type { Codec } from '../table/row.ts';
import type { Database, Steps } from '../transactions.ts';
import * as sql from './statements.ts';

/** Habits leave when a subject was quiet for so long. */
const KEPT = 90 * DAY;

/** Habits of subjects as JSON. The rules alone say what is in it (`rules/anomaly/habits.ts`, `tide.ts`). */
export interface HabitsTable {
  read<Kept extends object>(subject: string): Steps<Kept | null>;
  save(subject: string, kept: object, now: Instant): Steps<unknown>;
}

export function habitsTable(db: Database): HabitsTable {
  const one = db.one(sql.habitsOf, (row) => object.read(row.next(), 'habits.habits'));
  const save = db.run(sql.saveHabits);
  return {
    read: <Kept extends object>(subject: string) => one({ subject }) as Steps<Kept | null>,
    save: (subject, kept, now) =>
      save({ subject, habits: (object as Codec<object>).write(kept), expiresAt: now + KEPT }),
  };
}
