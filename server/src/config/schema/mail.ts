import { z } from 'zod';
import { isMailAddress } from '../../lib/mail-address.ts';

export const mail = z.strictObject({
  /** The sender's address; without it `no-reply@` and the issuer's host. */
  from: z.string().refine(isMailAddress, 'an e-mail address such as alerts@acme.example').optional(),
  /** Whether those who manage a tenant get a mail about unusual use. */
  alerts: z.boolean().default(true),
});
