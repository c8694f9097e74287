import { createClient } from '@redis/client';
import { SECOND } from '../lib/clock.ts';
import { clientOptions, type Target } from './wire.ts';

/** Milliseconds between two looks whether the connection is alive: a partition ends nothing. */
const LOOK_EVERY = SECOND;
const ANSWER_WITHIN = SECOND;
const PAUSE = SECOND / 4;
/** Milliseconds within which a subscription stands, or is tried with the next server. */
const STAND_WITHIN = 3 * SECOND;

/** Called with each message, and when the connection ends and stands again. */
export interface Heard {
  message(text: string): void;
  /** Messages may be missing from now on. */
  lost(): void;
  /** Messages come, from the first after this on. Told for the first time when the subscription stands. */
  back(): void;
}

export interface Subscription {
  close(): void;
}

/**
 * Subscribes to a channel at one of the servers; in a cluster each node hears the messages of all. When the connection ends, or does
 * not answer for a second, it goes on with the next server, again and again.
 */
export function subscribe(targets: readonly Target[], channel: string, heard: Heard): Subscription {
  let closed = false;
  let drop = () => {};
  const attempt = async (target: Target): Promise<void> => {
    const ended = Promise.withResolvers<void>();
    const options = clientOptions(target);
    const client = createClient({ ...options, socket: { ...options.socket, reconnectStrategy: false } });
    client.on('error', () => ended.resolve()).on('end', () => ended.resolve());
    drop = () => {
      if (client.isOpen) client.destroy();
      ended.resolve();
    };
    let stands = false;
    let looking: NodeJS.Timeout | undefined;
    const patience = setTimeout(drop, STAND_WITHIN).unref();
    try {
      await client.connect();
      await client.subscribe(channel, (text) => heard.message(text));
      clearTimeout(patience);
      stands = !closed;
      if (stands) heard.back();
      looking = watch(() => client.ping(), drop);
      await ended.promise;
    } finally {
      clearTimeout(patience);
      clearInterval(looking);
      drop();
      if (stands && !closed) heard.lost();
    }
  };
  const run = async () => {
    for (let turn = 0; !closed; turn += 1) {
      const target = targets[turn % targets.length];
      if (!target) return;
      await attempt(target).catch(() => {});
      if (!closed) await new Promise((done) => setTimeout(done, PAUSE).unref());
    }
  };
  void run();
  return {
    close() {
      closed = true;
      drop();
    },
  };
}

function watch(ask: () => Promise<unknown>, drop: () => void): NodeJS.Timeout {
  let late: NodeJS.Timeout | undefined;
  return setInterval(() => {
    late ??= setTimeout(drop, ANSWER_WITHIN).unref();
    ask().then(
      () => {
        clearTimeout(late);
        late = undefined;
      },
      () => drop(),
    );
  }, LOOK_EVERY).unref();
}
