import type { Logger } from '../lib/logger.ts';
import type { AuditEvent } from '../model/index.ts';
import type { Store } from '../store/store.ts';

export interface Outbox<Item> {
  store: Pick<Store, 'onChange'>;
  log: Pick<Logger, 'error'>;
  /** How many may be on their way at once. */
  atOnce: number;
  /** Whether a row of the log may come with an item for this outbox. */
  wakes(row: AuditEvent): boolean;
  /** Milliseconds between looks for what falls due and what other processes wrote; what this one writes is sent at once. */
  betweenLooks: number;
  /** The line of the log if something cannot be read or sent. */
  failure: string;
  /** Returns items that are due, of which no other process is given the same ones meanwhile. */
  take(limit: number): Promise<readonly Item[]>;
  /** Sends one item and records how that ended. `stopping`: the attempt has to end. */
  send(item: Item, stopping: AbortSignal): Promise<void>;
}

/**
 * Sends what waits in an outbox of the store, at least once each. Returns a function that stops it; an attempt that is cut
 * off by that is made again after the next start.
 */
export function startOutbox<Item>(outbox: Outbox<Item>): () => Promise<void> {
  const { store, log, atOnce, betweenLooks, failure } = outbox;
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  const failed = (error: unknown) => log.error({ error: String(error) }, failure);
  const look = () => {
    if (ending.signal.aborted) return;
    lookAgain = looking !== null;
    looking ??= take()
      .catch(failed)
      .finally(() => {
        looking = null;
        if (lookAgain) look();
      });
  };
  const take = async () => {
    for (const item of await outbox.take(atOnce - running.size)) {
      const sending = outbox
        .send(item, ending.signal)
        .catch(failed)
        .finally(() => {
          running.delete(sending);
          look();
        });
      running.add(sending);
    }
  };

  const unsubscribe = store.onChange(({ rows }) => {
    if (rows.some(outbox.wakes)) look();
  });
  const timer = setInterval(look, betweenLooks).unref();
  look();
  return async () => {
    ending.abort();
    unsubscribe();
    clearInterval(timer);
    await looking;
    await Promise.all(running);
  };
}
