import type { Logger } from 'pino';
import { type Clock, DAY, MINUTE, SECOND } from '../../lib/clock.ts';
import type { AuditEvent, Client, Grant, Instant } from '../../model/index.ts';
import type { Store } from '../store.ts';
import type { ClockWatch } from './clock-watch.ts';

/** Rows are kept this long after they expire, so that "expired" can be distinguished from "unknown". */
const GRACE = DAY;
/** Rows scanned at a time: about 2 ms of the event loop. */
const CHUNK = 1_000;
/** A removal that held requests up for longer, in milliseconds, is followed by smaller ones. */
const LONGEST = 2;
const SMALLEST_CHUNK = 100;
/** Counters of calls removed at a time. */
const COUNTERS = 500;
/** Grants ended at a time. */
const GRANTS = 100;
/** Clients removed at a time, each with its secrets. */
const CLIENTS = 20;
/** The pause between two chunks of a round; shorter while there is something to remove. */
const UNHURRIED = SECOND / 4;
const BUSY = SECOND / 50;
/**
 * From the beginning of one round over all tables to that of the next: so an idle server hardly looks, and a row outlives its
 * time by so much, or by as long as a round takes.
 */
const ROUND_EVERY = MINUTE;
const AFTER_AN_ERROR = 10 * SECOND;

/** For how long rows without an expiry of their own stay, in milliseconds. */
export interface Kept {
  /** A client that registered itself and is not used. */
  unusedClients: number;
  /** Counters of calls, from the beginning of their hour. */
  usage: number;
}

export interface Cleaner {
  /** When the last round over all tables ended; `null`: none did since the start. */
  cleanedAt(): Instant | null;
  /** Resolves when the current chunk, if any, is done. */
  stop(): Promise<void>;
}

/**
 * Continuously removes expired rows in small chunks, so that no table grows without bound and no request
 * waits for it, and records the end of grants whose time has come. Does not keep the process alive.
 *
 * @param watch removes nothing while it distrusts the clock
 * @param roundEvery milliseconds, for tests that cannot wait
 */
export function startCleaner(
  store: Pick<Store, 'expire' | 'endExpiredGrants' | 'removeUnusedClients' | 'removeUsage' | 'dropAsides'>,
  clock: Clock,
  log: Pick<Logger, 'error'>,
  kept: Kept,
  watch: Pick<ClockWatch, 'mayDelete'>,
  roundEvery = ROUND_EVERY,
): Cleaner {
  let stopped = false;
  let cleanedAt: Instant | null = null;
  let nextRound = performance.now() + roundEvery;
  let rows = CHUNK;
  let timer: NodeJS.Timeout;
  let chunk: Promise<void> = Promise.resolve();

  const clean = async () => {
    let pause = UNHURRIED;
    try {
      if (!watch.mayDelete()) return;
      const now = clock.now();
      await store.dropAsides(now);
      const ended = await store.endExpiredGrants(now, GRANTS, (grant) => endedByTime(grant, now));
      const { removed, held, roundEnded } = await store.expire(now - GRACE, rows);
      rows = held > LONGEST ? Math.max(SMALLEST_CHUNK, rows / 2) : Math.min(CHUNK, rows * 2);
      const row = (client: Client) => removedUnused(client, now);
      const unused = await store.removeUnusedClients(now - kept.unusedClients, CLIENTS, row);
      const counters = await store.removeUsage(now - kept.usage, COUNTERS);
      if (ended + unused + counters > 0 || (removed > 0 && !roundEnded)) pause = BUSY;
      else if (roundEnded) pause = Math.max(UNHURRIED, nextRound - performance.now());
      if (roundEnded) cleanedAt = now;
      if (roundEnded) nextRound = performance.now() + pause + roundEvery;
    } catch (error) {
      log.error({ error: String(error) }, 'expired rows could not be removed; trying again');
      pause = AFTER_AN_ERROR;
    } finally {
      if (!stopped) schedule(pause);
    }
  };
  const schedule = (pause: number) => {
    timer = setTimeout(() => {
      chunk = clean();
    }, pause);
    timer.unref();
  };
  schedule(BUSY);

  return {
    cleanedAt: () => cleanedAt,
    stop() {
      stopped = true;
      clearTimeout(timer);
      return chunk;
    },
  };
}

function endedByTime(grant: Grant, at: Instant): AuditEvent {
  const { tenantId, userId, clientId, connectedAccountId, id: grantId, mode } = grant;
  return {
    kind: 'authorization.revoked',
    at,
    ...{ tenantId, userId, clientId, connectedAccountId, grantId, mode },
    outcome: 'allowed',
    code: null,
    ip: null,
    requestId: null,
    detail: { cause: 'expired' },
  };
}

function removedUnused(client: Client, at: Instant): AuditEvent {
  return {
    kind: 'client.deleted',
    at,
    tenantId: client.tenantId,
    userId: client.ownerUserId,
    clientId: client.id,
    connectedAccountId: null,
    grantId: null,
    mode: client.mode,
    outcome: 'allowed',
    code: null,
    ip: null,
    requestId: null,
    detail: { name: client.name, cause: 'never used' },
  };
}
