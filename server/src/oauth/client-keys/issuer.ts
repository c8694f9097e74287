import type { IssuerKeys } from '../../config/index.ts';
import type { Client } from '../../model/index.ts';

/** Returns the keys of a configured issuer in the form of a client's keys. */
export function keysOf({ jwks, jwksUri }: IssuerKeys): Pick<Client, 'settings'> {
  return { settings: { ...(jwks ? { jwks } : {}), ...(jwksUri === undefined ? {} : { jwksUri }) } };
}
