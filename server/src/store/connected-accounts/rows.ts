import type { ConnectedAccount } from '../../model/index.ts';
import { branded, integer, list, nullable } from '../table/codecs.ts';
import { held, mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const connectedAccounts = table<ConnectedAccount>('connected_accounts', {
  id: branded(),
  clientId: branded(),
  tenantId: branded(),
  mode,
  ipAllowlist: nullable(list()),
  held,
  createdAt: integer,
});
