import { invalidGrant, invalidRequest, later, type WireProblem, wire } from './wire.ts';

/** A device that asks for codes, or polls with one (RFC 8628 section 3.5). */
export const DEVICE = {
  device_pending: wire('authorization_pending', 'The user has not decided yet.'),
  device_slow_down: wire('slow_down', 'Ask less often: wait five seconds longer from now on.'),
  device_denied: wire('access_denied', 'The user did not allow this.'),
  device_expired: wire('expired_token', 'The device code has expired; ask for a new one.'),
  // The same answer for another client's device code, so that a client learns nothing about another's users.
  device_unknown: invalidGrant('The device code is not one that this client can use.'),
  too_many_devices: later('Too many devices asked from this address; wait as long as Retry-After says.'),
  user_codes_exhausted: later('No user code is free just now; try again.', 503),
  qr_unsupported: invalidRequest('qr must be svg.'),
} satisfies Record<string, WireProblem>;
