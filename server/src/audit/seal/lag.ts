import type { Api } from '../../api.ts';
import { SECOND } from '../../lib/clock.ts';

/** Returns the age in seconds of the oldest row of the log that has no seal yet; 0 without one. */
export async function sealLag({ store, clock }: Pick<Api, 'store' | 'clock'>): Promise<number> {
  const sealed = await store.lastSeal();
  const [oldest] = await store.auditAfter(sealed?.lastId ?? 0, 1);
  return oldest && 'at' in oldest ? Math.max(0, clock.now() - oldest.at) / SECOND : 0;
}
