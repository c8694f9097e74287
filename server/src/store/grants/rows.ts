import { type Grant, type GrantId, type Instant, PRESENTED, type ResourceRef } from '../../model/index.ts';
import { branded, integer, list, nullable, oneOf, text } from '../table/codecs.ts';
import { held, mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const grants = table<Grant>('grants', {
  id: branded(),
  clientId: branded(),
  userId: branded(),
  tenantId: branded(),
  mode,
  scopes: list(),
  resources: nullable(list<ResourceRef>()),
  selection: integer,
  ceiling: nullable(list()),
  connectedAccountId: nullable(branded()),
  ipAllowlist: nullable(list()),
  held,
  status: oneOf('active', 'suspended', 'revoked'),
  version: integer,
  repeatedAt: nullable(integer),
  expiresAt: nullable(integer),
  authorizedAt: integer,
  createdAt: integer,
  updatedAt: integer,
});

export const presentedGrants = grants.part(...PRESENTED);

/** The columns that decide whether a grant stands. */
export const standing = grants.part('id', 'status', 'version', 'expiresAt', 'updatedAt');

/** A grant's selection before a consent extended it, for tokens issued until then. */
export interface EarlierSelection {
  /** Grant id, a space, and the number of the selection. */
  id: string;
  grantId: GrantId;
  grantVersion: number;
  readonly resources: readonly ResourceRef[];
  /** Always in the past: it is removed as soon as no token can need it. */
  expiresAt: Instant;
}

export const earlierSelections = table<EarlierSelection>('earlier_selections', {
  id: text,
  grantId: branded(),
  grantVersion: integer,
  resources: list<ResourceRef>(),
  expiresAt: integer,
});
