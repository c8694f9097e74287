import { z } from 'zod';
import { CLIENT_AUTH_METHODS, PROOF_ALGORITHMS } from '../../model/index.ts';

/** How clients may authenticate, as far as the rest of the configuration makes it possible. */
export const clientAuthentication = z
  .array(z.enum(CLIENT_AUTH_METHODS))
  .min(1)
  .default([...CLIENT_AUTH_METHODS]);

/** Algorithms of every signature that is made or accepted here, whatever it signs. */
export const algorithms = z
  .array(z.enum(PROOF_ALGORITHMS))
  .min(1)
  .default([...PROOF_ALGORITHMS]);
