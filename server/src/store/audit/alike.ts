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
  const all: AlikeRows[] = [];
  // Of one sender, so that few are compared: a key with all that has to be equal takes longer than everything else here.
  const bySender = new Map<string, AlikeRows[]>();
  for (const row of rows) {
    const { at, detail } = row;
    const hour = hourOf(at);
    const times = typeof detail.notRecorded === 'number' ? detail.notRecorded : 1;
    const sender = `${row.grantId ?? row.clientId ?? row.userId} ${row.ip}`;
    const ofSender = bySender.get(sender) ?? [];
    const before = ofSender.find((each) => each.hour === hour && isAlike(each.row, row));
    if (before) {
      before.times += times;
      before.firstAt = Math.min(before.firstAt, at);
      before.lastAt = Math.max(before.lastAt, at);
      continue;
    }
    const first = { row, times, hour, firstAt: at, lastAt: at };
    all.push(first);
    ofSender.push(first);
    bySender.set(sender, ofSender);
  }
  return all;
}

/** Returns the start of the hour of an instant. */
export function hourOf(at: Instant): Instant {
  return Math.floor(at / HOUR) * HOUR;
}

function isAlike(one: AuditEvent, other: AuditEvent): boolean {
  return (
    one.ip === other.ip &&
    one.code === other.code &&
    one.kind === other.kind &&
    one.outcome === other.outcome &&
    one.mode === other.mode &&
    one.tenantId === other.tenantId &&
    one.userId === other.userId &&
    one.clientId === other.clientId &&
    one.connectedAccountId === other.connectedAccountId &&
    one.grantId === other.grantId &&
    (one.detail === other.detail ||
      (one.detail.operation === other.detail.operation &&
        one.detail.token === other.detail.token &&
        one.detail.personalTokenId === other.detail.personalTokenId))
  );
}
