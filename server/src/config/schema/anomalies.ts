import { z } from 'zod';

/** Which kinds of unusual use are told. */
export const anomalies = z.strictObject({
  /** Requests from a network that was never used, beside the usual ones or at hours never made. */
  newNetwork: z.boolean().default(true),
  /** Several times the calls of the busiest hours before. */
  burst: z.boolean().default(true),
  /** Many refused calls in an hour. */
  refusals: z.boolean().default(true),
  /** Calls at an hour of the day that was never made. */
  unusualHour: z.boolean().default(true),
  /** Used refresh tokens that come again from a second network. */
  repeatedRefresh: z.boolean().default(true),
  /** Days of a connection in which its habits are learned and nothing is told. */
  quietDays: z.int().min(1).max(90).default(7),
});
