import type { AuthorizationCode, Instant } from '../../model/index.ts';
import { branded, integer, list, nullable, text } from '../table/codecs.ts';
import { context, mode } from '../table/model-codecs.ts';
import type { RowReader } from '../table/row.ts';
import { table } from '../table/table.ts';

/** Without `redeemedAt`: a code is not marked, which would change a page of its own. The family that it begins has the moment. */
export const authorizationCodes = table<Omit<AuthorizationCode, 'redeemedAt'>>('authorization_codes', {
  hash: branded(),
  clientId: branded(),
  userId: branded(),
  tenantId: branded(),
  grantId: branded(),
  grantVersion: integer,
  redirectUri: nullable(text),
  codeChallenge: nullable(text),
  scopes: list(),
  audience: list(),
  mode,
  context,
  issuedAt: integer,
  expiresAt: integer,
  familyId: text,
});

/** The columns that decide whether a code may be redeemed. */
export const redeemable = authorizationCodes.part('grantVersion', 'issuedAt', 'expiresAt', 'familyId');

const moment = nullable(integer);

/** The moment when the family of a code began, or `null`. */
export function redeemedAt(row: RowReader): Instant | null {
  return moment.read(row.next(), 'token_families.created_at');
}
