import { z } from 'zod';
import { AUDIT_KINDS } from '../../model/index.ts';

const days = z.int().positive().max(36_500);
const rule = {
  days: days.default(2_557),
  kinds: z.partialRecord(z.enum(AUDIT_KINDS), days).default({ 'api.called': 400 }),
};

/** Writing, sealing and retention of the audit log. */
export const audit = z.strictObject({
  /** `durable`: an API call is answered after its audit row is committed. `buffered`: before, by a second at most; a crash loses the rows. */
  calls: z.enum(['durable', 'buffered']).default('durable'),
  /**
   * Seconds until new rows are sealed. Until then, an attacker who can write to the database can change them
   * undetected.
   */
  sealEvery: z.int().positive().max(3_600).default(60),
  /**
   * Days that rows are kept: `days`, or the value for their kind in `kinds`, such as `{ 'api.called': 90 }`.
   */
  retention: z
    .strictObject({
      ...rule,
      /** Earlier rules, each up to a day, so that rows removed by them do not count as removed too early. */
      earlier: z.array(z.strictObject({ ...rule, until: z.iso.date() })).default([]),
    })
    .prefault({}),
});
