import type { AuditEvent, Tenant, TenantId } from '../../model/index.ts';

export interface TenantStore {
  /**
   * Returns at most `limit` tenants in the order of ids, after the id `after`.
   *
   * @param page.search those only whose name begins so, in any case, or whose id does
   */
  tenants(page: { search?: string | null; after: string | null; limit: number }): Promise<Tenant[]>;
  tenantById(id: string): Promise<Tenant | null>;
  addTenant(tenant: Tenant, audit: AuditEvent[]): Promise<'added' | 'exists'>;
  /** `overtaken`: its name is not `from` any more. */
  renameTenant(change: {
    tenantId: TenantId;
    name: string;
    from: string;
    audit: AuditEvent[];
  }): Promise<'renamed' | 'overtaken' | 'unknown'>;
  /** Deletes a tenant with its memberships, roles, connections, personal access tokens and clients. */
  deleteTenant(change: { tenantId: TenantId; audit: AuditEvent[] }): Promise<'deleted' | 'unknown'>;
}
