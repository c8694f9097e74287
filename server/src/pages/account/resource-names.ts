import { selectable } from '../../manage/connections/selectable.ts';
import type { Grant } from '../../model/index.ts';
import { resourceValue } from '../../rules/grant/resource-tree.ts';
import type { PageApi } from '../page-api.ts';
import type { Visit } from './visit.ts';

/** Returns the names of selected resources by their value. The API is asked for them only if a grant selects some. */
export async function resourceNames(
  api: PageApi,
  visit: Visit,
  grants: readonly Grant[],
): Promise<Map<string, string>> {
  if (grants.every(({ resources }) => resources === null)) return new Map();
  const all = (await selectable(api, visit.user, visit.membership.tenantId)) ?? [];
  return new Map(all.map((resource) => [resourceValue(resource), resource.name]));
}
