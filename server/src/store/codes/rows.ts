import type { AuthorizationCode } from '../../model/index.ts';
import { branded, integer, list, nullable, text } from '../table/codecs.ts';
import { context, mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const authorizationCodes = table<AuthorizationCode>('authorization_codes', {
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
  redeemedAt: nullable(integer),
  familyId: nullable(text),
});

/** The columns that decide whether a code may be redeemed. */
export const redeemable = authorizationCodes.part(
  'grantVersion',
  'issuedAt',
  'expiresAt',
  'redeemedAt',
  'familyId',
);
