import { isWithinResources } from '../../access/resources.ts';
import type { Grant, ResourceRef } from '../../model/index.ts';
import { holdWith } from './holds.ts';

/**
 * Returns the hold after a manager shrank a grant: removed parts stay removed. The user may still widen the
 * parts that the manager left.
 */
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

/** Returns whether scopes and resources only reduce the grant. Compares names, not covered scopes. */
export function isNarrower(grant: Grant, change: Pick<Grant, 'scopes' | 'resources'>): boolean {
  if (!change.scopes.every((scope) => grant.scopes.includes(scope))) return false;
  return isWithinResources(change.resources, grant.resources);
}
