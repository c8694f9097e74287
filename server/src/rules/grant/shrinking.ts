import { isWithinResources } from '../../access/resources.ts';
import type { Grant, ResourceRef } from '../../model/index.ts';
import { holdWith } from './holds.ts';

/** A part that a manager cut off stays off. The user may still widen a part that the manager left as it was. */
export function heldAfterShrinking(
  grant: Grant,
  left: {
    scopes: readonly string[];
    resources: readonly ResourceRef[] | null;
    managerLeaves: readonly string[];
  },
): Grant['held'] {
  const cut = !grant.scopes.every((scope) => left.scopes.includes(scope));
  const cutResources = !isWithinResources(grant.resources, left.resources);
  return holdWith(grant.held, {
    ...(cut ? { scopes: left.managerLeaves } : {}),
    ...(cutResources ? { resources: left.resources } : {}),
  });
}

/** Whether scopes and resources only take away from what the grant gives. Compared by name, not by cover. */
export function isNarrower(grant: Grant, change: Pick<Grant, 'scopes' | 'resources'>): boolean {
  if (!change.scopes.every((scope) => grant.scopes.includes(scope))) return false;
  return isWithinResources(change.resources, grant.resources);
}
