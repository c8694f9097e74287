import type { JWTPayload } from 'jose';
import type { Caller } from './types.ts';

export type IdentityProblem =
  | 'missing'
  | 'malformed'
  | 'forged'
  | 'expired'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'wrong_call'
  | 'unavailable';

/**
 * Why an identity was rejected. `unavailable`: its keys could not be fetched, so it could not be verified.
 */
export class IdentityError extends Error {
  override name = 'IdentityError';
  readonly reason: IdentityProblem;

  constructor(reason: IdentityProblem, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Returns the caller that a verified identity names. Throws `IdentityError` if it names none correctly. */
export function callerIn({ caller }: JWTPayload): Caller | null {
  if (caller === null || isCaller(caller)) return caller;
  throw new IdentityError('malformed', 'The identity carries a caller of an unknown shape.');
}

/** Latchkey has signed it; this check guards against a version of Latchkey with another format. */
function isCaller(value: unknown): value is Caller {
  if (typeof value !== 'object' || value === null) return false;
  const caller = value as Partial<Record<keyof Caller, unknown>>;
  return (
    Array.isArray(caller.scopes) &&
    Array.isArray(caller.permissions) &&
    (caller.resources === null || Array.isArray(caller.resources)) &&
    isObjectOrNull(caller.tenant) &&
    isObjectOrNull(caller.user) &&
    isObjectOrNull(caller.client) &&
    (caller.mode === 'live' || caller.mode === 'sandbox') &&
    typeof caller.operation === 'string' &&
    typeof caller.requestId === 'string'
  );
}

function isObjectOrNull(value: unknown): boolean {
  return typeof value === 'object';
}
