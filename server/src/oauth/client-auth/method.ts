import type { ClientAuthMethod } from '../../model/index.ts';
import type { TokenForm } from '../token-form.ts';

/** What a request offers as proof of which client it comes from. */
export interface Credentials {
  clientId: string;
  method: ClientAuthMethod;
  secret: string | null;
}

/** One way for a client to say who it is; `null` when a request does not use it. */
export type ReadCredentials = (form: TokenForm) => Credentials | null;
