import type { ApiConfig, DialectName } from '../../config/index.ts';
import { dialectNamesOf } from '../../config/schema/dialect-names.ts';
import type { Client } from '../../model/index.ts';
import type { TokenAnswer } from '../token/token-answer.ts';
import { assertionAudienceTokenEndpoint } from './assertion-audience-token-endpoint.ts';
import type { Dialect, Pairs, Requirement } from './dialect.ts';
import { formWithoutContentType } from './form-without-content-type.ts';
import { grantTypeCode } from './grant-type-code.ts';
import { jsonTokenRequest } from './json-token-request.ts';
import { lowerCaseBearer } from './lower-case-bearer.ts';
import { noPkceForConfidential } from './no-pkce-for-confidential.ts';
import { redirectUriNotRepeated } from './redirect-uri-not-repeated.ts';
import { redirectUrlParameter } from './redirect-url-parameter.ts';
import { s256Assumed } from './s256-assumed.ts';
import { schemelessRedirect } from './schemeless-redirect.ts';
import { strayWhitespace } from './stray-whitespace.ts';

export type { Dialect, Pairs } from './dialect.ts';
export { countDialects } from './usage.ts';

/** In the order of application: names are trimmed before they are read. */
const IN_ORDER = {
  'json-token-request': jsonTokenRequest,
  'form-without-content-type': formWithoutContentType,
  'stray-whitespace': strayWhitespace,
  'redirect-url-parameter': redirectUrlParameter,
  'grant-type-code': grantTypeCode,
  's256-assumed': s256Assumed,
  'schemeless-redirect': schemelessRedirect,
  'no-pkce-for-confidential': noPkceForConfidential,
  'redirect-uri-not-repeated': redirectUriNotRepeated,
  'assertion-audience-token-endpoint': assertionAudienceTokenEndpoint,
  'lower-case-bearer': lowerCaseBearer,
} satisfies Record<DialectName, Dialect>;

/** Every dialect, for documentation and `latchkey doctor`. */
export const DIALECTS: readonly Dialect[] = Object.values(IN_ORDER);

/** Returns the dialects for a request by `client` (`dialectNamesOf`), in the order of application. */
export function dialectsOf(
  config: ApiConfig,
  client?: Client | null,
  towards: 'everybody' | 'own' = 'everybody',
): Dialect[] {
  const names = dialectNamesOf(config, client ?? null, towards);
  if (names.length === 0) return [];
  return DIALECTS.filter(({ name }) => names.includes(name));
}

/** Returns the parameters in standard form, and the dialects that changed them. */
export function inStandardForm(
  dialects: readonly Dialect[],
  step: 'authorizationRequest' | 'tokenRequest',
  sent: Pairs,
): { pairs: Pairs; used: DialectName[] } {
  let pairs = sent;
  const used: DialectName[] = [];
  for (const dialect of dialects) {
    const rewritten = dialect[step]?.(pairs);
    if (!rewritten) continue;
    pairs = rewritten;
    used.push(dialect.name);
  }
  return { pairs, used };
}

/** Returns the dialect that accepts a token request of this media type (`null`: none given), or `null`. */
export function bodyDialect(dialects: readonly Dialect[], mediaType: string | null): DialectName | null {
  return withBody(dialects, mediaType)?.name ?? null;
}

/**
 * Returns how a dialect reads the body of a token request of this media type, or `undefined` if it is read as
 * a form. The body names the client, and dialects belong to clients, so it is read before it is known whether
 * the client may send it.
 */
export function bodyReader(mediaType: string | null): NonNullable<Dialect['tokenBody']>['read'] {
  return withBody(DIALECTS, mediaType)?.tokenBody?.read;
}

function withBody(dialects: readonly Dialect[], mediaType: string | null): Dialect | undefined {
  return dialects.find(({ tokenBody }) => tokenBody?.mediaType === mediaType);
}

/** Returns the answer in the form of the client's documentation, and the dialects that changed it. */
export function answerInDialect(
  dialects: readonly Dialect[],
  standard: TokenAnswer,
): { answer: TokenAnswer; used: DialectName[] } {
  let answer = standard;
  const used: DialectName[] = [];
  for (const dialect of dialects) {
    const rewritten = dialect.tokenAnswer?.(answer);
    if (!rewritten) continue;
    answer = rewritten;
    used.push(dialect.name);
  }
  return { answer, used };
}

/** Returns registered redirect URIs as addresses that a browser can open. */
export function redirectUrisOf(dialects: readonly Dialect[], client: Client): string[] {
  return client.redirectUris.map((registered) =>
    dialects.reduce((uri, dialect) => dialect.redirectUri?.(uri) ?? uri, registered),
  );
}

/** Returns the dialect that waives a requirement for `client`, or `null`. */
export function waiverOf(
  dialects: readonly Dialect[],
  requirement: Requirement,
  client: Client,
): DialectName | null {
  return dialects.find((dialect) => dialect.waives?.(requirement, client))?.name ?? null;
}
