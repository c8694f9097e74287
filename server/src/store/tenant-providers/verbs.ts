import type { AuditEvent, TenantId, TenantProvider } from '../../model/index.ts';

export interface TenantProviderStore {
  tenantProvider(tenantId: string): Promise<TenantProvider | null>;
  /** Replaces the one that is there. `unknown`: there is no such tenant. */
  setTenantProvider(provider: TenantProvider, audit: AuditEvent[]): Promise<'set' | 'unknown'>;
  removeTenantProvider(tenantId: TenantId, audit: AuditEvent[]): Promise<'removed' | 'unknown'>;
}
