import type { Instant, UsageCount } from '../../model/index.ts';
import { integer, oneOf, text } from '../table/codecs.ts';
import type { Codec } from '../table/row.ts';
import { table } from '../table/table.ts';

/** A primary key has no NULL, so none is written as the empty text. */
const textOrNone: Codec<string | null> = {
  write: (value) => value ?? '',
  read: (value, column) => text.read(value, column) || null,
};

/** The columns of the primary key in its order, then the count. */
export const usage = table<UsageCount>('usage', {
  hour: integer,
  clientId: textOrNone,
  connectedAccountId: textOrNone,
  operation: textOrNone,
  outcome: oneOf('allowed', 'denied'),
  code: textOrNone,
  calls: integer,
});

/** Calls of a client on one day, over all of its connected accounts. */
interface DayCount extends Omit<UsageCount, 'hour' | 'connectedAccountId'> {
  day: Instant;
}

export const usageDays = table<DayCount>('usage_days', {
  day: integer,
  clientId: textOrNone,
  operation: textOrNone,
  outcome: oneOf('allowed', 'denied'),
  code: textOrNone,
  calls: integer,
});
