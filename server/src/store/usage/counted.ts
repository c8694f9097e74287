import type { UsageCount } from '../../model/index.ts';
import type { AlikeRows } from '../audit/alike.ts';

/**
 * Returns what the rows of calls add to the counters. An attacker
 * without a token must not be able to fill the table, so all refusals of strangers by one code are one counter an hour.
 */
export function counted({ row, times, hour }: AlikeRows): UsageCount {
  const { clientId, connectedAccountId, outcome, code, detail } = row;
  const { operation, token } = detail;
  const isStranger = clientId === null && token === undefined;
  const refused = isStranger || typeof operation !== 'string' ? null : operation;
  return {
    hour,
    clientId,
    connectedAccountId,
    // A row that stands for several calls names their operation as its code alone.
    operation: outcome === 'allowed' ? code : refused,
    outcome,
    code: outcome === 'allowed' ? null : code,
    calls: times,
  };
}
