import { z } from 'zod';
import { AUDIT_KINDS } from '../../model/index.ts';

const days = z.int().positive().max(36_500);
const rule = {
  days: days.default(2_557),
  kinds: z.partialRecord(z.enum(AUDIT_KINDS), days).default({ 'api.called': 400 }),
};

/** What becomes of the log. */
export const audit = z.strictObject({
  /** `durable`: an API call is answered after its audit row is committed. `buffered`: shortly before. */
  calls: z.enum(['durable', 'buffered']).default('durable'),
  /** Seconds after which new rows are put under a seal: until then, who can write to the database can change them. */
  sealEvery: z.int().positive().max(3_600).default(60),
  /** Days that rows stay: `days`, or what `kinds` says of their kind, such as `{ 'api.called': 90 }`. */
  retention: z
    .strictObject({
      ...rule,
      /** The earlier rule, up to a day, so that rows that left by it are not taken for gone too early. */
      earlier: z.array(z.strictObject({ ...rule, until: z.iso.date() })).default([]),
    })
    .prefault({}),
});
