import { commonResources } from '../../access/resources.ts';
import type { Grant, ResourceRef } from '../../model/index.ts';

/** Names what a grant was limited to under one number of its selection; sorts by that number. */
export function selectionId(grantId: string, selection: number): string {
  return `${grantId} ${String(selection).padStart(12, '0')}`;
}

/**
 * The grant as a token may use it that was issued under an earlier selection: that one, less what was taken away since.
 * `earlier` is `undefined` when it is not known any more; then the token opens none of the selected resources.
 */
export function grantAsIssued(grant: Grant, earlier: readonly ResourceRef[] | undefined): Grant {
  return { ...grant, resources: commonResources(earlier ?? [], grant.resources) };
}
