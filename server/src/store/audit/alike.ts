import { HOUR } from '../../lib/clock.ts';
import type { AuditEvent, Instant } from '../../model/index.ts';

/** Rows of the log that differ, as far as they are counted, only in the moment within an hour. */
export interface AlikeRows {
  /** The first of them. */
  row: AuditEvent;
  /** How often it happened. A row can stand for several that were not recorded. */
  times: number;
  hour: Instant;
  firstAt: Instant;
  lastAt: Instant;
}

/** Puts the rows of one commit together: most are calls of few callers, and what is counted of them is judged once. */
export function alikeRows(rows: readonly AuditEvent[]): AlikeRows[] {
  const found = new Map<string, AlikeRows>();
  for (const row of rows) {
    const { at, detail } = row;
    const hour = hourOf(at);
    const times = typeof detail.notRecorded === 'number' ? detail.notRecorded : 1;
    const key = keyOf(row, hour);
    const before = found.get(key);
    if (before) {
      before.times += times;
      before.firstAt = Math.min(before.firstAt, at);
      before.lastAt = Math.max(before.lastAt, at);
    } else found.set(key, { row, times, hour, firstAt: at, lastAt: at });
  }
  return [...found.values()];
}

/** Returns the start of the hour of an instant. */
export function hourOf(at: Instant): Instant {
  return Math.floor(at / HOUR) * HOUR;
}

/** No field of it has a line break, so two keys are equal only if each field is. */
function keyOf(row: AuditEvent, hour: Instant): string {
  const { kind, tenantId, userId, clientId, connectedAccountId, grantId, mode, outcome, code, ip } = row;
  const { operation, token, personalTokenId } = row.detail;
  return `${kind}\n${hour}\n${tenantId}\n${userId}\n${clientId}\n${connectedAccountId}\n${grantId}\n${mode}\n${outcome}\n${code}\n${ip}\n${operation}\n${token}\n${personalTokenId}`;
}
