import { commonResources } from '../../access/resources.ts';
import type { Grant, GrantId, ResourceRef } from '../../model/index.ts';

/** Returns the id of a grant's selection with this number; the ids sort by number. */
export function selectionId(grantId: GrantId, selection: number): string {
  return `${grantId} ${String(selection).padStart(12, '0')}`;
}

/**
 * Returns the grant as a token issued under an earlier selection may use it: that selection, without what was
 * removed since. If `earlier` is `undefined`, because it is no longer known, the token opens no selected
 * resource.
 */
export function grantAsIssued(grant: Grant, earlier: readonly ResourceRef[] | undefined): Grant {
  return { ...grant, resources: commonResources(earlier ?? [], grant.resources) };
}
