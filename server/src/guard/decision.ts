import type { Agreement, Caller, Refusal } from '../model/index.ts';
import type { Call } from './call.ts';
import type { ReuseClaim } from './reuse/claim.ts';

/** The outcome of the guard for one call. Recorded, durably unless configured otherwise, before it is returned. */
export type Decision =
  | {
      outcome: 'allow';
      caller: Caller | null;
      headers: Record<string, string>;
      agreement: Agreement;
      /** The grant behind the call, to whose selected resources an identity may have to refer. */
      grantId: string | null;
      /** Of a `reusable` call. */
      reuse?: ReuseClaim;
    }
  | { outcome: 'deny'; refusal: Refusal };

/** `caller` is `null` only where the API's document opens an operation to everybody, or to whoever sends no token. */
export type Decide = (call: Call) => Promise<Decision>;
