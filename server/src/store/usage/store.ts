import { DAY } from '../../lib/clock.ts';
import type { UsageKey } from '../../model/index.ts';
import { accountOfAlias } from '../connected-accounts/statements.ts';
import { integer, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import { usage, usageDays } from './rows.ts';
import * as sql from './statements.ts';
import type { UsageStore } from './verbs.ts';

/** Counters that one page looks at where it wants only some of them: some milliseconds of the event loop. */
const SLICE = 1_000;

export function usageStore(db: Database, tx: Transactions, counted: () => Promise<void>): UsageStore {
  const ofAll = db.many(sql.usageOfAll, usage.read);
  const ofClient = db.many(sql.usageOfClient, usage.read);
  const ofAccount = db.many(sql.usageOfAccount, usage.read);
  const leading = db.one(accountOfAlias, (row) => text.read(row.next(), 'account_id'));
  const isOlder = db.one(sql.isUsageOlder, (row) => integer.read(row.next(), 'exists') === 1);
  const daysOfAll = db.many(sql.daysOfAll, usageDays.read);
  const daysOfClient = db.many(sql.daysOfClient, usageDays.read);
  const remove = db.run(sql.removeUsage);
  const removeDays = db.run(sql.removeUsageOfDays);

  return {
    async usagePage({
      by,
      clientId,
      connectedAccountId: account,
      operation,
      since = 0,
      until,
      after,
      limit,
    }) {
      const isFiltered = operation !== undefined || (account !== undefined && clientId !== undefined);
      const slice = isFiltered ? SLICE : limit + 1;
      const place = placeOf(after, until);
      const from = { since, slice, ...usage.parametersOf(place) };
      await counted();
      const seen = await tx.read(function* () {
        if (by === 'day') {
          const { hour: day, connectedAccountId, ...rest } = place;
          const fromDay = { since, slice, ...usageDays.parametersOf({ day, ...rest }) };
          const days = yield* clientId === undefined
            ? daysOfAll(fromDay)
            : daysOfClient({ ...fromDay, client: clientId });
          return days.map(({ day: hour, ...each }) => ({ hour, connectedAccountId: null, ...each }));
        }
        if (account !== undefined) {
          return yield* ofAccount({ ...from, account: (yield* leading({ id: account })) ?? account });
        }
        return yield* clientId === undefined ? ofAll(from) : ofClient({ ...from, client: clientId });
      });
      const found = seen.filter(
        (each) =>
          (clientId === undefined || each.clientId === clientId) &&
          (operation === undefined || each.operation === operation),
      );
      const counts = found.slice(0, limit);
      const end = found.length > limit ? counts.at(-1) : seen.length === slice ? seen.at(-1) : null;
      return { counts, next: end ?? null };
    },

    async removeUsage(before, limit) {
      // A day leaves when none of its hours is kept any more.
      const day = before - (before % DAY);
      await counted();
      if (!(await tx.read(() => isOlder({ before, day })))) return 0;
      return tx.chore(function* () {
        const hours = yield* remove({ before, limit });
        return hours < limit ? hours + (yield* removeDays({ day, limit: limit - hours })) : hours;
      });
    },
  };
}

/** The place before which a page begins: where the last one ended, or the hour at which the span ends. */
function placeOf(after: UsageKey | undefined, until = Number.MAX_SAFE_INTEGER): UsageKey {
  if (after && after.hour < until) {
    const { hour, clientId, connectedAccountId, operation, outcome, code } = after;
    return { hour, clientId, connectedAccountId, operation, outcome, code };
  }
  return {
    hour: until,
    clientId: null,
    connectedAccountId: null,
    operation: null,
    outcome: 'allowed',
    code: null,
  };
}
