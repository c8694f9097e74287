import { DAY } from '../../lib/clock.ts';
import type { AuditEvent, AuditKind, Instant } from '../../model/index.ts';
import type { Removed, SealStore } from '../../store/store.ts';
import { eventWithoutRequest } from '../event.ts';

/** Days that rows stay. */
export interface Retention {
  days: number;
  /** Where a kind has a time of its own. */
  kinds: Partial<Record<AuditKind, number>>;
}

/** Parts of seals, of up to a thousand rows each, that leave in one go. */
const AT_ONCE = 4;

/**
 * Removes the oldest rows that have stayed long enough, of at most four seals' kinds in one go, and records that they
 * left. Resolves to how many rows did; 0 when there is nothing to remove.
 */
export async function removeOldRows(
  store: Pick<SealStore, 'sealedKinds' | 'sealedBefore' | 'removeSealedRows'>,
  { days, kinds }: Retention,
  now: Instant,
): Promise<number> {
  const stays = (kind: AuditKind) => (kinds[kind] ?? days) * DAY;
  const wanted = (await store.sealedKinds()).map((kind) => ({ kind, before: now - stays(kind) }));
  const parts = await store.sealedBefore(wanted, AT_ONCE);
  if (parts.length === 0) return 0;
  return store.removeSealedRows(parts, (removed) => removedRow(removed, now));
}

/** The newest of these tells all that has left, which is what makes a gap in the log one that may be there. */
function removedRow(removed: Removed, at: Instant): AuditEvent {
  return eventWithoutRequest('audit.removed', at, { detail: { ...removed } });
}
