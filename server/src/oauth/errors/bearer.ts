import type { PossessionProblem } from '../../proof/possession.ts';
import type { ProofProblem } from '../../rules/proof/dpop.ts';
import type { BearerProblem } from '../bearer/presented-bearer.ts';
import { KEY } from './key.ts';
import type { WireError } from './wire.ts';

interface Unanswered {
  status: 400 | 401 | 403;
  /**
   * Absent for a request without credentials, whose answer "SHOULD NOT include an error code" (RFC 6750
   * section 3.1).
   */
  error?: WireError | 'invalid_token' | 'insufficient_scope';
  description?: string;
  /** The missing scope, if there is one. */
  scope?: string;
  scheme?: 'DPoP';
}

const invalidToken = (description: string) => ({ status: 401, error: 'invalid_token', description }) as const;
const invalidRequest = (description: string) =>
  ({ status: 400, error: 'invalid_request', description }) as const;
const insufficient = (description: string) =>
  ({ status: 403, error: 'insufficient_scope', description }) as const;

const OTHER_CERTIFICATE = invalidToken('The token is bound to another client certificate.');

/** An access token for this server itself that is not accepted (RFC 6750 section 3.1). */
export const BEARER = {
  none: { status: 401 },
  malformed: invalidToken('Send one access token: the scheme, a space, the token.'),
  several: invalidRequest('Send the access token once.'),
  in_url: invalidRequest(
    'An access token does not belong into the URL; send it in the Authorization header.',
  ),
  unreadable: invalidRequest('The form cannot be read.'),
  not_live: invalidToken('The access token is unknown, expired or revoked.'),
  client_stopped: invalidToken(
    'The people behind this API have suspended this client, or have not approved it yet; ask them.',
  ),
  sent_as_bearer: { ...invalidToken('The token is bound to a key: send a DPoP proof.'), scheme: 'DPoP' },
  sent_as_dpop: invalidToken('The token is not bound to a DPoP key.'),
  key_differs: { ...invalidToken('The token is bound to another key.'), scheme: 'DPoP' },
  no_certificate: OTHER_CERTIFICATE,
  other_certificate: OTHER_CERTIFICATE,
  openid_missing: {
    ...insufficient('The token was not given for signing in: it needs the scope openid.'),
    scope: 'openid',
  },
  not_a_platforms: insufficient('This takes the token that a platform got for itself by client credentials.'),
  for_one_resource: insufficient(
    'The token was issued for one resource alone; ask for one without resource.',
  ),
} as const satisfies Record<BearerProblem | Extract<PossessionProblem, string>, Unanswered> &
  Record<string, Unanswered>;

export type BearerReason = keyof typeof BEARER | { proof: ProofProblem };

/** RFC 9449 section 7.1: an invalid proof is answered with 401 in the scheme DPoP. */
export function unanswered(reason: BearerReason): Unanswered {
  if (typeof reason === 'string') return BEARER[reason];
  const { error, description } = KEY[`proof_${reason.proof}`];
  return { status: 401, error, description, scheme: 'DPoP' };
}
