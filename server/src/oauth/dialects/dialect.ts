import type { DialectName } from '../../config/index.ts';
import type { Result } from '../../lib/result.ts';
import type { Client } from '../../model/index.ts';
import type { TokenAnswer } from '../token/token-answer.ts';

/** Names and values of a request in the order sent. */
export type Pairs = readonly [string, string][];

/** Something the standard asks for that a dialect can do without. */
export type Requirement = 'challenge' | 'repeated_redirect_uri' | 'issuer_as_audience';

export type BodyProblem = 'json_malformed' | 'json_not_flat';

/**
 * A named deviation from the standard that an API or a client needs. A dialect turns what was sent into what should have been
 * sent, before the strict path sees it; `null` from any of its functions: nothing to do here.
 */
export interface Dialect {
  name: DialectName;
  /** The risk that an API owner takes by switching it on. */
  risk: string;
  authorizationRequest?(pairs: Pairs): Pairs | null;
  tokenRequest?(pairs: Pairs): Pairs | null;
  /** A body of a token request that it lets in beside a form, by its media type (`null`: it names none), and how that is read. */
  tokenBody?: { mediaType: 'application/json' | null; read?(text: string): Result<Pairs, BodyProblem> };
  /** The answer to a token request as the client's documentation prints it. */
  tokenAnswer?(answer: TokenAnswer): TokenAnswer | null;
  redirectUri?(uri: string): string | null;
  waives?(requirement: Requirement, client: Client): boolean;
}
