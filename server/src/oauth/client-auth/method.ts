import type { ClientAuthMethod } from '../../model/index.ts';
import type { ClientAssertion } from '../../rules/client/client-assertion.ts';
import type { TokenForm } from '../form/token-form.ts';

/** The proof that a request offers of the client that it comes from. */
export interface Credentials {
  clientId: string;
  method: ClientAuthMethod;
  secret: string | null;
  /** Of the methods that end in `_jwt`. */
  assertion?: ClientAssertion;
}

/** One way for a client to say who it is; `null` when a request does not use it. */
export type ReadCredentials = (form: TokenForm) => Credentials | null;
