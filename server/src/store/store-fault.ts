/** `full`: no space left; `locked`: another process keeps the write lock; `broken`: nothing that passes by itself. */
export type FaultKind = 'full' | 'locked' | 'broken';

/** Seconds after which it is worth trying again. */
const RETRY_AFTER: Record<FaultKind, number> = { full: 10, locked: 2, broken: 30 };

/**
 * A database could not do what it was asked, through no fault of the request: nothing of that request is on disk.
 * The message is a sentence for the person who runs Latchkey and names a path, so no caller gets to see it.
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
