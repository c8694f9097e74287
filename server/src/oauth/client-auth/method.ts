import type { ClientAuthMethod } from '../../model/index.ts';
import type { ClientAssertion } from '../../rules/client/client-assertion.ts';
import type { TokenForm } from '../form/token-form.ts';

/** The proof that a request offers of the client that it comes from. */
export interface Credentials {
  clientId: string;
  method: ClientAuthMethod;
  secret: string | null;
  /** For the methods that end in `_jwt`. */
  assertion?: ClientAssertion;
}

/** Reads credentials by one method. Returns `null` if the request does not use it. */
export type ReadCredentials = (form: TokenForm) => Credentials | null;
