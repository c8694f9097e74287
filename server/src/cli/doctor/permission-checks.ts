import { reachOf } from '../../access/ownership.ts';
import type { ApiConfig } from '../../config/index.ts';
import { didYouMean } from '../../lib/nearest.ts';
import type { Operation } from '../../model/index.ts';
import { listed } from '../../openapi/remarks.ts';
import { type Finding, note } from './finding.ts';

/**
 * Reports permissions that roles hold and no operation needs. If some role permits everything, a typo in a
 * role or in the document would otherwise show only when a user is refused.
 */
export function checkPermissions({ roles }: ApiConfig, operations: readonly Operation[]): Finding[] {
  const needed = [...new Set(operations.flatMap(({ permission }) => permission ?? []))];
  const held = [...new Set(Object.values(roles).flatMap(({ permissions }) => permissions))];
  if (needed.length === 0) {
    if (held.every((each) => each === '*')) return [];
    const how = 'Add x-latchkey-permission to the operations of the OpenAPI document.';
    return [note('No operation names a permission, so the role of a person limits nothing.', how)];
  }
  const idle = held.filter(
    (each) => !each.endsWith(':own') && needed.every((permission) => reachOf([each], permission) === 'none'),
  );
  if (idle.length === 0) return [];
  const said = idle.map((each) => each + didYouMean(each, needed));
  const how = 'Correct the role or x-latchkey-permission, unless your own code asks for it with can().';
  return [note(`Roles hold what no operation needs: ${listed(said)}.`, how)];
}
