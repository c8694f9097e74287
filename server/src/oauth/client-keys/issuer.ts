import type { IssuerKeys } from '../../config/index.ts';
import type { Client } from '../../model/index.ts';

/** The keys of an issuer that the configuration names, as those of a client are given. */
export function keysOf({ jwks, jwksUri }: IssuerKeys): Pick<Client, 'settings'> {
  return { settings: { ...(jwks ? { jwks } : {}), ...(jwksUri === undefined ? {} : { jwksUri }) } };
}
