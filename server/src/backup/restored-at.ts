import type { Instant } from '../model/index.ts';
import type { Store } from '../store/store.ts';

/**
 * Resolves to when a database came back from a backup last, 0 for never. Where nobody has noted that, it looks through the whole log, once:
 * a start would otherwise take longer with each row.
 */
export async function restoredAt(
  store: Pick<Store, 'restoredAt' | 'noteRestored' | 'auditTrail'>,
): Promise<Instant> {
  const noted = await store.restoredAt();
  if (noted !== null) return noted;
  const [restored] = await store.auditTrail({ kind: 'backup.restored', limit: 1 });
  const at = restored?.at ?? 0;
  await store.noteRestored(at);
  return at;
}
