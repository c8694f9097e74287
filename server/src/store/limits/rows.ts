import { integer, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';
import type { LimitCounter } from './verbs.ts';

export const limitCounters = table<LimitCounter>('limit_counters', {
  key: text,
  per: integer,
  calls: integer,
  expiresAt: integer,
});
