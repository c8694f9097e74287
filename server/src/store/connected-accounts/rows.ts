import type { ConnectedAccount } from '../../model/index.ts';
import { branded, integer, list, nullable, text } from '../table/codecs.ts';
import { held, mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const connectedAccounts = table<ConnectedAccount>('connected_accounts', {
  id: text,
  clientId: text,
  tenantId: branded(),
  mode,
  ipAllowlist: nullable(list()),
  held,
  createdAt: integer,
});
