/**
 * `full`: no space left; `locked`: others keep what the verb needs; `unreachable`: no connection to the database; `unsure`: the
 * connection was lost during a commit, so the verb may be on disk or not; `broken`: needs intervention.
 */
export type FaultKind = 'full' | 'locked' | 'unreachable' | 'unsure' | 'broken';

/** Seconds after which a retry is worthwhile. */
const RETRY_AFTER: Record<FaultKind, number> = { full: 10, locked: 2, unreachable: 5, unsure: 5, broken: 30 };

/**
 * A failure of the database, not of the request: nothing of the request is on disk, unless it is `unsure`. The message is a
 * sentence for the operator and names a path or a host, so no caller may see it.
 */
export class StoreFault extends Error {
  override name = 'StoreFault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  get retryAfter(): number {
    return RETRY_AFTER[this.kind];
  }
}
