import type { OnUnavailable } from '../types.ts';

/** Options for deciding calls by itself, from Latchkey's earlier decisions. */
export interface LocalOptions {
  /**
   * Folder for calls that Latchkey has not recorded yet, a separate one for each machine or container.
   * Without one they are kept in memory, and a crash loses those of the last second, or of the time that
   * Latchkey was unreachable.
   */
  spool?: string;
  /** The most bytes of such calls. When it is full, no call is allowed from the cache. Default 64 MiB. */
  spoolBytes?: number;
  /**
   * Seconds for which an outcome is valid after Latchkey last confirmed it, by the outcome itself or a
   * heartbeat on the stream of changes. Default 5, from 2 to 60.
   */
  staleAfter?: number;
  /** Called with a sentence when something fails: the stream broke off, calls could not be delivered. */
  onProblem?: (problem: string) => void;
  /** Called with the state of the stream of changes and its events; for metrics. */
  onStream?: (event: StreamEvent) => void;
}

/** `anew` precedes `up` if changes may have been missed, so that all outcomes were dropped. */
export type StreamEvent = 'up' | 'down' | 'changed' | 'anew';

export interface LocalSettings {
  spool: string | null;
  spoolBytes: number;
  /** Milliseconds. */
  staleAfter: number;
  onProblem: (problem: string) => void;
  onStream: (event: StreamEvent) => void;
  /** `null`: refuse. Otherwise milliseconds and calls. */
  without: { for: number; calls: number } | null;
}

const LONGEST_WITHOUT = 3_600;

/** Throws `TypeError` for an invalid option. */
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
