import type { OnUnavailable } from '../types.ts';

/** How an API decides on calls by itself, from what Latchkey decided before and keeps fresh. */
export interface LocalOptions {
  /**
   * Folder for calls that Latchkey has not taken down yet, of its own for each machine or container. Without one they
   * are kept in memory, and a crash loses those of the last second, or of the time that Latchkey was away.
   */
  spool?: string;
  /** Bytes of such calls that are kept at most. Beyond, no call is let through by the cache. Default 64 MiB. */
  spoolBytes?: number;
  /**
   * Seconds for which an outcome counts after the last word from Latchkey, be it the outcome itself or a sign of
   * life on the stream of changes. Default 5, from 2 to 60.
   */
  staleAfter?: number;
  /** Told in a sentence what went wrong: the stream broke off, calls could not be delivered. */
  onProblem?: (problem: string) => void;
  /** Told how the stream of changes stands, and when it said something; for metrics. */
  onStream?: (event: StreamEvent) => void;
}

/** `up` follows upon `anew` where something may have been missed, so that every outcome was forgotten. */
export type StreamEvent = 'up' | 'down' | 'changed' | 'anew';

export interface LocalSettings {
  spool: string | null;
  spoolBytes: number;
  /** Milliseconds. */
  staleAfter: number;
  onProblem: (problem: string) => void;
  onStream: (event: StreamEvent) => void;
  /** `null`: refuse. Milliseconds and calls. */
  without: { for: number; calls: number } | null;
}

const LONGEST_WITHOUT = 3_600;

/** Throws `TypeError` for what cannot be meant. */
export function localSettings(local: LocalOptions, onUnavailable: OnUnavailable = 'deny'): LocalSettings {
  const {
    spool,
    spoolBytes = 64 * 1024 * 1024,
    staleAfter = 5,
    onProblem = () => {},
    onStream = () => {},
  } = local;
  if (!(staleAfter >= 2 && staleAfter <= 60)) throw new TypeError('local.staleAfter: give 2 to 60 seconds');
  if (!(spoolBytes > 0)) throw new TypeError('local.spoolBytes: give a number above 0');
  const kept = { spool: spool ?? null, spoolBytes, staleAfter: staleAfter * 1_000, onProblem, onStream };
  if (onUnavailable === 'deny') return { ...kept, without: null };
  const { forSeconds, calls = 100 } = onUnavailable.useCache;
  if (!(forSeconds > 0 && forSeconds <= LONGEST_WITHOUT)) {
    throw new TypeError(`onUnavailable.useCache.forSeconds: give up to ${LONGEST_WITHOUT} seconds`);
  }
  if (!(Number.isInteger(calls) && calls >= 0)) {
    throw new TypeError('onUnavailable.useCache.calls: give a whole number');
  }
  return { ...kept, without: { for: forSeconds * 1_000, calls } };
}
