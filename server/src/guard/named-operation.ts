import type { Match } from '../openapi/matching/route-tree.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import type { Call } from './decision.ts';

/**
 * What a call means: the operation of its method and path, or the one of `x-latchkey-operations` under it that the
 * API itself says the call is, where one address takes calls of many kinds. A name that the document does not have
 * means nothing: it never falls back to the operation of the address, which may need less.
 */
export function matchCall(operations: OperationTable, call: Call): Match {
  const match = operations.match(call.method, call.path, call.host);
  if (match.kind !== 'found' || call.operation === undefined) return match;
  const operation = match.operation.named?.get(call.operation);
  return operation ? { ...match, operation } : { kind: 'not_found' };
}
