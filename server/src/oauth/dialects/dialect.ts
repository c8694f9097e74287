import type { DialectName } from '../../config/index.ts';
import type { Result } from '../../lib/result.ts';
import type { Client } from '../../model/index.ts';
import type { Words } from '../../words/words.ts';
import type { TokenAnswer } from '../token/token-answer.ts';

/** Names and values of a request, in the order sent. */
export type Pairs = readonly [string, string][];

/** A requirement of the standard that a dialect can waive. */
export type Requirement = 'challenge' | 'repeated_redirect_uri' | 'issuer_as_audience';

export type BodyProblem = 'json_malformed' | 'json_not_flat' | 'text_unkept';

/**
 * A named deviation from the standard that an API or a client needs. A dialect rewrites a request into its
 * standard form before the strict path reads it. A function returns `null` if there is nothing to rewrite.
 */
export interface Dialect {
  /** The risk of it stands in the words, `risks`. */
  name: DialectName & keyof Words['risks'];
  authorizationRequest?(pairs: Pairs): Pairs | null;
  tokenRequest?(pairs: Pairs): Pairs | null;
  /**
   * A body of a token request that it accepts besides a form, by its media type (`null`: none given), and its
   * parser.
   */
  tokenBody?: { mediaType: 'application/json' | null; read?(text: string): Result<Pairs, BodyProblem> };
  /** Rewrites the answer to a token request into the form of the client's documentation. */
  tokenAnswer?(answer: TokenAnswer): TokenAnswer | null;
  redirectUri?(uri: string): string | null;
  waives?(requirement: Requirement, client: Client): boolean;
}
