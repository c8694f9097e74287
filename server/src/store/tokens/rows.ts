import type {
  AccessToken,
  AuthorizationDetail,
  Confirmation,
  Instant,
  RefreshToken,
  TokenFamily,
} from '../../model/index.ts';
import { branded, integer, list, nullable, object, oneOf, text } from '../table/codecs.ts';
import { context, mode } from '../table/model-codecs.ts';
import type { Codec } from '../table/row.ts';
import { table } from '../table/table.ts';

export const tokenFamilies = table<TokenFamily>('token_families', {
  id: text,
  clientId: branded(),
  userId: branded(),
  tenantId: branded(),
  grantId: branded(),
  grantVersion: integer,
  scopes: list(),
  audience: list(),
  mode,
  context,
  createdAt: integer,
  expiresAt: integer,
  revokedAt: nullable(integer),
});

export const refreshTokens = table<RefreshToken>('refresh_tokens', {
  hash: branded(),
  familyId: text,
  keyId: text,
  issuedAt: integer,
  expiresAt: integer,
  usedAt: nullable(integer),
  keptAt: nullable(integer),
  repeats: integer,
});

/** The columns that decide whether a refresh token may be exchanged (`rules/token/succession.ts`). */
export const succeeding = {
  refresh: refreshTokens.part('issuedAt', 'expiresAt', 'usedAt', 'keptAt', 'repeats'),
  family: tokenFamilies.part('id', 'grantVersion', 'createdAt', 'expiresAt', 'revokedAt'),
};

export const accessTokens = table<AccessToken & { revokedAt: Instant | null }>('access_tokens', {
  hash: branded(),
  kind: oneOf('plain', 'connected', 'client'),
  clientId: branded(),
  userId: nullable(branded()),
  tenantId: nullable(branded()),
  grantId: nullable(branded()),
  grantVersion: nullable(integer),
  familyId: nullable(text),
  scopes: list(),
  audience: list(),
  mode,
  confirmation: nullable(object) as Codec<Confirmation | null>,
  authorizationDetails: list<AuthorizationDetail>(),
  actors: list(),
  issuedAt: integer,
  expiresAt: integer,
  revokedAt: nullable(integer),
});
