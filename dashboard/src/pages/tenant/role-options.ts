import { useRead } from '../../data/queries.ts';
import type { Option } from '../../ui/select.tsx';

/** The roles of a tenant, to choose from; the least is usually the last. */
export function useRoleOptions(tenant: string): Option[] {
  const roles = useRead('listRoles', { path: { tenant } }).data?.data.data ?? [];
  return roles.map(({ name, title }) => ({ value: name, label: title }));
}
