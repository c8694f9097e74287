import type { Agreement, Caller, Refusal } from '../model/index.ts';
import type { Call } from './call.ts';
import type { ReuseClaim } from './reuse/claim.ts';

/** The outcome of the guard for one call. It is recorded before it is returned, durably unless configured otherwise. */
export type Decision =
  | {
      outcome: 'allow';
      caller: Caller | null;
      headers: Record<string, string>;
      agreement: Agreement;
      /** The id of the grant or personal access token behind the call: an identity may refer to its selected resources. */
      selector: string | null;
      /** Only for a `reusable` call. */
      reuse?: ReuseClaim;
    }
  | { outcome: 'deny'; refusal: Refusal };

/** `caller` is `null` only if the operation is public, or has an optional token and the call sends none. */
export type Decide = (call: Call) => Promise<Decision>;
