/** `full`: no space left; `locked`: another process keeps the write lock; `broken`: needs intervention. */
export type FaultKind = 'full' | 'locked' | 'broken';

/** Seconds after which a retry is worthwhile. */
const RETRY_AFTER: Record<FaultKind, number> = { full: 10, locked: 2, broken: 30 };

/**
 * A failure of the database, not of the request: nothing of the request is on disk. The message is a sentence
 * for the operator and names a path, so no caller may see it.
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
