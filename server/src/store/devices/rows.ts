import type { AuthorizationDetail, DeviceRequest } from '../../model/index.ts';
import { branded, integer, list, nullable, oneOf } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const deviceRequests = table<DeviceRequest>('device_requests', {
  hash: branded(),
  userCodeHash: branded(),
  clientId: branded(),
  scopes: list(),
  audience: list(),
  authorizationDetails: list<AuthorizationDetail>(),
  mode,
  status: oneOf('pending', 'allowed', 'denied', 'redeemed'),
  userId: nullable(branded()),
  tenantId: nullable(branded()),
  grantId: nullable(branded()),
  grantVersion: nullable(integer),
  selection: nullable(integer),
  authenticatedAt: nullable(integer),
  createdAt: integer,
  expiresAt: integer,
  polledAt: nullable(integer),
  interval: integer,
});
