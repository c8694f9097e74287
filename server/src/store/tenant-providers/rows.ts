import { SUBJECT_CLAIMS, type TenantProvider } from '../../model/index.ts';
import { branded, integer, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const tenantProviders = table<TenantProvider>('tenant_providers', {
  tenantId: branded(),
  title: text,
  issuer: text,
  clientId: text,
  sealedSecret: text,
  role: text,
  subjectClaim: oneOf(...SUBJECT_CLAIMS),
  groupsClaim: text,
  createdAt: integer,
});
