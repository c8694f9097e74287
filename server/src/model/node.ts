import type { Instant } from './ids.ts';

export const PUSH_STATES = ['none', 'up', 'lost'] as const;

/** The state of one node, as it last told it. */
export interface NodeReport {
  /** A new one with each start, unless the server is alone on its files. */
  readonly name: string;
  readonly version: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  /** Whether changes by other nodes are heard at once. `none`: there are no other nodes. */
  readonly push: (typeof PUSH_STATES)[number];
  /** How old the last change by another node was when it was heard, in milliseconds; `null`: none was heard since the start. */
  readonly pushAge: number | null;
  /** Whether it does what one node does for all. */
  readonly chores: boolean;
  /** Tokens, connections and clients in its memory. */
  readonly remembered: number;
  /** When it last ended a round in which expired rows are removed; `null`: it has the chores not, or has not come round yet. */
  readonly cleanedAt: Instant | null;
}
