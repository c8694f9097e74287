import type { Client, ClientLogo, ClientSecret, ClientSettings, GrantType } from '../../model/index.ts';
import { CLIENT_AUTH_METHODS } from '../../model/index.ts';
import { branded, integer, list, nullable, object, oneOf, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import type { Codec } from '../table/row.ts';
import { table } from '../table/table.ts';
import type { InitialAccessToken } from './verbs.ts';

export const clients = table<Client>('clients', {
  id: branded(),
  name: text,
  kind: oneOf('confidential', 'public', 'platform'),
  mode,
  redirectUris: list(),
  grantTypes: list<GrantType>(),
  scopes: list(),
  authMethod: nullable(oneOf(...CLIENT_AUTH_METHODS)),
  dialects: list(),
  ownerUserId: nullable(branded()),
  tenantId: nullable(branded()),
  actsAsUserId: nullable(branded()),
  origin: oneOf('seed', 'page', 'registration', 'document'),
  logoUri: nullable(text),
  clientUri: nullable(text),
  registrationTokenHash: nullable(branded()),
  settings: object as Codec<ClientSettings>,
  createdAt: integer,
  lastUsedAt: nullable(integer),
});

export const clientSecrets = table<ClientSecret>('client_secrets', {
  clientId: branded(),
  hash: branded(),
  hint: text,
  sealed: nullable(text),
  createdAt: integer,
  expiresAt: nullable(integer),
});

export const clientLogos = table<ClientLogo>('client_logos', {
  clientId: branded(),
  hash: text,
  type: text,
  data: text,
});

export const initialAccessTokens = table<InitialAccessToken>('initial_access_tokens', {
  hash: branded(),
  usesLeft: nullable(integer),
  createdAt: integer,
  expiresAt: nullable(integer),
});
