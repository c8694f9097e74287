import { ok, type Result, refused } from '../../lib/result.ts';
import type { ResourceRef } from '../../model/index.ts';
import { selectedIn, treeOf } from '../../rules/grant/resource-tree.ts';
import { selectsResources } from '../../rules/scope/selecting.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';
import { includesFuture, type Listing, type Member, selectable } from '../connections/selectable.ts';

/**
 * Returns the resources that a new token is limited to, `null` if none limit it, or what is wrong with the choice.
 * A token with a scope that selects resources needs some; any other may be limited as well.
 *
 * @param values the chosen ones, as `type:id`
 */
export async function selectedFor(
  api: Listing,
  owner: Member,
  { scopes, values }: { scopes: readonly string[]; values: readonly string[] },
): Promise<Result<ResourceRef[] | null, Sentence>> {
  const isNeeded = selectsResources(api.config.scopes, scopes);
  if (!isNeeded && values.length === 0) return ok(null);
  const list = await selectable(api, owner.user, owner.tenantId);
  if (!list) return refused(sentence('resourcesUnlisted'));
  const chosen = selectedIn(treeOf(list, includesFuture(api)), values);
  if (chosen.gone.length > 0) {
    return refused(sentence('resourceNotListed', chosen.gone.join(', ').slice(0, 200)));
  }
  return chosen.resources.length === 0 ? refused(sentence('leastOneResource')) : ok(chosen.resources);
}
