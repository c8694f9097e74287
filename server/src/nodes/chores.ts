import { MINUTE, SECOND } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../store/store.ts';

const NAME = 'chores';
/** When a node dies, another does its chores after so long at the latest, and `RENEWED_EVERY`. */
const LASTS = MINUTE;
const RENEWED_EVERY = 20 * SECOND;

/** Whether this node does what one node of an API does for all: expiry, sealing, retention, and judging the hours. */
export interface Chores {
  areMine(): boolean;
}

/** Of a process that is alone on its database. */
export const ALONE: Chores = { areMine: () => true };

export interface SharedChores extends Chores {
  /** Leaves the chores to other nodes. They have to be at rest by then. */
  stop(): Promise<void>;
}

/** Of a worker beside the process that writes, which does them. */
export const ELSEWHERE: SharedChores = { areMine: () => false, stop: async () => {} };

/**
 * Shares the chores of an API among its nodes by a lease. Resolves after the first attempt to get it.
 *
 * A node that was away for longer than the lease may go on for a moment beside the next holder, so each chore is right
 * beside itself; the lease only saves doing it twice.
 *
 * @param holder names this node; one of the same name goes on with the lease
 */
export async function shareChores(
  store: Pick<Store, 'takeLease' | 'endLease'>,
  log: Pick<Logger, 'error'>,
  holder: string,
): Promise<SharedChores> {
  /** By the steady clock of this process. */
  let mineUntil = Number.NEGATIVE_INFINITY;
  const renew = async () => {
    // The lease begins later than this, so it does not end before.
    const asked = performance.now();
    const isMine = await store.takeLease({ name: NAME, holder, milliseconds: LASTS });
    mineUntil = isMine ? asked + LASTS : Number.NEGATIVE_INFINITY;
  };
  let work: Promise<void> = Promise.resolve();
  const keep = () => {
    work = work
      .then(renew)
      .catch((error: unknown) => log.error({ error: String(error) }, 'the chores could not be shared out'));
    return work;
  };
  await keep();
  const timer = setInterval(keep, RENEWED_EVERY).unref();
  return {
    areMine: () => performance.now() < mineUntil,
    async stop() {
      clearInterval(timer);
      await work;
      mineUntil = Number.NEGATIVE_INFINITY;
      await store
        .endLease({ name: NAME, holder })
        .catch((error: unknown) => log.error({ error: String(error) }, 'the chores could not be left'));
    },
  };
}
