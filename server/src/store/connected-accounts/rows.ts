import type { ConnectedAccount } from '../../model/index.ts';
import { integer, list, nullable, text } from '../table/codecs.ts';
import { held, mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const connectedAccounts = table<ConnectedAccount>('connected_accounts', {
  id: text,
  clientId: text,
  tenantId: text,
  mode,
  ipAllowlist: nullable(list()),
  held,
  createdAt: integer,
});
