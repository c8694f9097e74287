import { z } from 'zod';
import { isBlock } from '../../lib/ip-blocks.ts';

export const webhooks = z.strictObject({
  /**
   * CIDR blocks of private addresses at which endpoints of the API owner may be, such as `10.1.0.0/16`. Endpoints of clients
   * never may. An answer from there is not shown.
   */
  privateRanges: z.array(z.string().refine(isBlock, 'an address or a block such as 10.1.0.0/16')).default([]),
});
