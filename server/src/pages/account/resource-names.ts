import { selectable } from '../../manage/connections/selectable.ts';
import type { ResourceRef } from '../../model/index.ts';
import { resourceValue } from '../../rules/grant/resource-tree.ts';
import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import type { Visit } from './visit.ts';

/** Names of selected resources in a row. */
const SHOWN_NAMES = 3;

/**
 * Returns the names of selected resources by their value. The API is asked for them only if a grant or token of the list is
 * limited to some.
 */
export async function resourceNames(
  api: PageApi,
  visit: Visit,
  limited: readonly { resources: readonly ResourceRef[] | null }[],
): Promise<Map<string, string>> {
  if (limited.every(({ resources }) => resources === null)) return new Map();
  const all = (await selectable(api, visit.user, visit.membership.tenantId)) ?? [];
  return new Map(all.map((resource) => [resourceValue(resource), resource.name]));
}

/** Returns the first few selected resources in words, and how many more there are. */
export function onlyNamed(
  api: PageApi,
  resources: readonly ResourceRef[],
  names: ReadonlyMap<string, string>,
): Html {
  const shown = resources.slice(0, SHOWN_NAMES).map((each) => names.get(resourceValue(each)) ?? each.id);
  const more = resources.length - shown.length;
  const { onlyIn, andMore } = api.words.connections;
  return html`${onlyIn(shown.join(', '))}${more > 0 && andMore(more)}`;
}
