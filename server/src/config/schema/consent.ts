import { z } from 'zod';

const LONGEST_DAYS = 3_650;

const expiry = z
  .strictObject({
    /** The lengths that a user can choose from, in days. */
    days: z.array(z.int().min(1).max(LONGEST_DAYS)).max(8).default([30, 90, 365]),
    /** Whether a connection may last until somebody revokes it. */
    untilRevoked: z.boolean().default(true),
    /** The length that is chosen at first: one of `days`, or `untilRevoked`. */
    begins: z.union([z.int().min(1), z.literal('untilRevoked')]).optional(),
  })
  .superRefine(({ days, untilRevoked, begins }, context) => {
    const say = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (!untilRevoked && days.length === 0) say('days', 'without untilRevoked it needs a length');
    if (begins === 'untilRevoked' && !untilRevoked)
      say('begins', 'untilRevoked is false, so name one of days');
    if (typeof begins === 'number' && !days.includes(begins)) say('begins', 'it has to be one of days');
  })
  .transform(({ days, untilRevoked, begins }) => {
    const sorted = [...new Set(days)].sort((one, other) => one - other);
    const first = begins ?? (untilRevoked ? 'untilRevoked' : Math.max(...sorted));
    return { days: sorted, untilRevoked, begins: first };
  });

/** Settings of the consent page. */
export const consent = z.strictObject({
  /** How long a connection lasts, which the user chooses on the consent page. */
  expiry: expiry.prefault({}),
});
