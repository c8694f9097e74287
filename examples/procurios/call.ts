import type { Caller } from '@latchkey/guard';
import type { Request, Response } from 'express';
import { type Negotiated, negotiated } from './negotiation.ts';
import { Problem } from './problem.ts';

/** The caller and the negotiated form: all that a handler needs besides the request. */
export interface Call extends Negotiated {
  caller: Caller;
  tenant: NonNullable<Caller['tenant']>;
}

/** The call that a response answers; set for every handler by the middleware in `app.ts`. */
export function callIn(response: Response): Call {
  return response.locals.call as Call;
}

/** Throws a `Problem` for a token without an association. */
export function callOf(request: Request): Call {
  const { caller } = request;
  if (!caller?.tenant) {
    throw new Problem(
      403,
      'no_association',
      'Forbidden',
      'This token stands for no association. Use a token of a user, or of a client that belongs to one.',
    );
  }
  return { caller, tenant: caller.tenant, ...negotiated(caller) };
}
