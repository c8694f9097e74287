import { HOUR } from '../../lib/clock.ts';
import type { AuditEvent, UsageCount } from '../../model/index.ts';

/**
 * Returns what the row of a call adds to the counters. A row that stands for several calls counts as many. An attacker
 * without a token must not be able to fill the table, so all refusals of strangers by one code are one counter an hour.
 */
export function counted(row: AuditEvent): UsageCount {
  const { at, clientId, connectedAccountId, outcome, code, detail } = row;
  const { operation, token, notRecorded } = detail;
  const isStranger = clientId === null && token === undefined;
  const refused = isStranger || typeof operation !== 'string' ? null : operation;
  return {
    hour: Math.floor(at / HOUR) * HOUR,
    clientId,
    connectedAccountId,
    // A row that stands for several calls names their operation as its code alone.
    operation: outcome === 'allowed' ? code : refused,
    outcome,
    code: outcome === 'allowed' ? null : code,
    calls: typeof notRecorded === 'number' ? notRecorded : 1,
  };
}
