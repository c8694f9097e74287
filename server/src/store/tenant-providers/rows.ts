import type { TenantProvider } from '../../model/index.ts';
import { branded, integer, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const tenantProviders = table<TenantProvider>('tenant_providers', {
  tenantId: branded(),
  title: text,
  issuer: text,
  clientId: text,
  sealedSecret: text,
  role: text,
  createdAt: integer,
});
