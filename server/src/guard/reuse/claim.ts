import type * as wire from '../../../../wire/reuse.ts';
import type { AuditEvent } from '../../model/index.ts';

export type { Lease } from '../../../../wire/reuse.ts';

/** The part of a claim that only Latchkey reads: a guard sends it back with the calls that it allowed. */
interface Recorded {
  /** The log row for such a call, without time, address and request id. */
  row: Omit<AuditEvent, 'at' | 'ip' | 'requestId'>;
}

/** For which other calls an outcome also holds, and for how long. */
export type Reuse = wire.Reuse & Recorded;

/** The claim of an identity with the conditions under which its decision applies to other calls. */
export type ReuseClaim = wire.ReuseClaim & Recorded;
