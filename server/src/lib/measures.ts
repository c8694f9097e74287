/** The route of calls to a guarded API, beside the path templates of endpoints and pages. */
export const CALL = 'call';

/** How a decision ended: allowed, or refused by a check with a code. */
export interface MeasuredDecision {
  outcome: 'allow' | 'deny';
  /** The refusal's code; empty for an allowed call. */
  code: string;
  /** The first check that failed; empty for an allowed call, or one that could not be decided. */
  check: string;
}

/** The kinds of things that a process remembers of its store. */
export type RememberedKind =
  | 'access_token'
  | 'personal_token'
  | 'connected_account'
  | 'client'
  | 'membership';

/** How often something was found in memory, and how often it had to be read. The memory adds to it. */
export interface Lookups {
  hits: number;
  misses: number;
}

/**
 * Takes note of one API's work. Each request calls it, so it only counts and never throws. Every text comes
 * from a closed list: a name that a caller chooses would let strangers fill the memory.
 */
export interface Measures {
  /** @param route the path template of an endpoint or page, or `CALL` */
  answered(route: string, status: number, ms: number): void;
  decided(decision: MeasuredDecision): void;
  /** A call was refused because a limit is used up: that of a policy such as `client`, which the configuration names. */
  limited(policy: string): void;
  /** Something was counted by this node's share, because Redis was away. */
  countedAlone(): void;
  /** A commit of so many verbs. */
  committed(ms: number, verbs: number): void;
  /** A change by another node was heard, so many seconds after it was told. */
  pushed(seconds: number): void;
  /** Changes by other nodes are no longer heard at once. */
  pushLost(): void;
  /** A call that was passed on, until the head of the answer, or until it was known that there is none. */
  passedOn(outcome: 'answered' | 'failed' | 'gone', ms: number): void;
  /** An attempt to send a mail ended. */
  mailed(outcome: string): void;
  /** An attempt to send a webhook ended. */
  delivered(outcome: string): void;
  /** Begins to count the look-ups of a kind. */
  lookups(kind: RememberedKind): Lookups;
}

export const NO_MEASURES: Measures = {
  answered: () => {},
  decided: () => {},
  limited: () => {},
  countedAlone: () => {},
  committed: () => {},
  pushed: () => {},
  pushLost: () => {},
  passedOn: () => {},
  mailed: () => {},
  delivered: () => {},
  lookups: () => ({ hits: 0, misses: 0 }),
};
