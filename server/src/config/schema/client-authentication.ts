import { z } from 'zod';
import { CLIENT_AUTH_METHODS, PROOF_ALGORITHMS } from '../../model/index.ts';

/** The methods by which clients may authenticate, if the rest of the configuration permits them. */
export const clientAuthentication = z
  .array(z.enum(CLIENT_AUTH_METHODS))
  .min(1)
  .default([...CLIENT_AUTH_METHODS]);

/** The algorithms of all signatures that are made or accepted. */
export const algorithms = z
  .array(z.enum(PROOF_ALGORITHMS))
  .min(1)
  .default([...PROOF_ALGORITHMS]);
