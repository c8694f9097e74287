import type { PushedRequest } from '../../model/index.ts';
import { branded, integer, list, nullable } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const pushedRequests = table<PushedRequest>('pushed_requests', {
  hash: branded(),
  clientId: branded(),
  parameters: list<[string, string]>(),
  createdAt: integer,
  expiresAt: integer,
  consumedAt: nullable(integer),
});
