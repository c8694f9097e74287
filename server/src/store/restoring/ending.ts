import type { Instant } from '../../model/index.ts';
import { holdWith } from '../../rules/grant/holds.ts';
import { clients } from '../clients/rows.ts';
import { object, text } from '../table/codecs.ts';
import { held } from '../table/model-codecs.ts';
import type { RowReader, SqlParameters } from '../table/row.ts';
import type { Database, Steps } from '../transactions.ts';
import * as sql from './statements.ts';

const STOPPED = { stopped: true };

/**
 * Ends and holds everything, as `endEverything` says. A hold that a manager has set keeps what else it withholds, so each of
 * these is read first; all others get the same one.
 */
export function everythingEnder(db: Database): (now: Instant) => Steps<void> {
  const readHold = (row: RowReader) => ({
    id: text.read(row.next(), 'id'),
    held: held.read(row.next(), 'held'),
  });
  const holds = [
    { all: db.many(sql.holdsOnGrants, readHold), set: db.run(sql.setHoldOnGrant) },
    { all: db.many(sql.holdsOnAccounts, readHold), set: db.run(sql.setHoldOnAccount) },
  ];
  const clientSettings = db.many(sql.clientSettings, (row) => ({
    id: text.read(row.next(), 'clients.id'),
    settings: object.read(row.next(), 'clients.settings'),
  }));
  const holdClient = db.run(sql.holdClient);
  const ends = sql.endEverything.map((statement) => ({
    run: db.run(statement),
    names: [...statement.matchAll(/:(now|stopped)\b/g)].map(([, name = '']) => name),
  }));

  return function* (now) {
    for (const { all, set } of holds) {
      for (const { id, held: before } of yield* all({})) {
        yield* set({ id, held: held.write(holdWith(before, STOPPED)) });
      }
    }
    for (const { id, settings } of yield* clientSettings({})) {
      yield* holdClient({ id, ...clients.parametersOf({ settings: { ...settings, held: true } }) });
    }
    const values: SqlParameters = { now, stopped: held.write(holdWith(null, STOPPED)) };
    for (const { run, names } of ends) {
      yield* run(Object.fromEntries(names.map((name) => [name, values[name] ?? null])));
    }
  };
}
