/**
 * How an answer reaches the client: in the redirect's query, in a form that the browser posts (OAuth 2.0 Form
 * Post Response Mode), or as a signed JWT by either of these (JARM). `fragment` is not supported, because
 * scripts of the page could read the code.
 */
export const RESPONSE_MODES = ['query', 'form_post', 'jwt', 'query.jwt', 'form_post.jwt'] as const;

export type ResponseMode = (typeof RESPONSE_MODES)[number];

export type ResponseModeProblem =
  | 'response_mode_unsupported'
  | 'response_mode_for_web_only'
  | 'state_unpostable';

/**
 * Returns the mode in which a request is answered, errors included, even if the request is otherwise invalid:
 * the one it names, if that is known and named once.
 */
export function responseModeIn(pairs: readonly [string, string][]): ResponseMode {
  const named = pairs.filter(([name, value]) => name === 'response_mode' && value !== '');
  if (named.length !== 1) return 'query';
  return RESPONSE_MODES.find((mode) => mode === named[0]?.[1]) ?? 'query';
}

/** Returns why a request cannot be answered in the mode that it names, or `null` if it can. */
export function responseModeProblem(
  named: string | undefined,
  { redirectUri, state }: { redirectUri: string; state: string | null },
): ResponseModeProblem | null {
  if (named === undefined) return null;
  const mode = RESPONSE_MODES.find((each) => each === named);
  if (mode === undefined) return 'response_mode_unsupported';
  if (!isPosted(mode)) return null;
  if (!canBePosted(redirectUri)) return 'response_mode_for_web_only';
  return mode === 'form_post' && !isPostable(state) ? 'state_unpostable' : null;
}

/** Returns an available mode, if the requested one is not. */
export function possibleMode(
  mode: ResponseMode,
  target: { redirectUri: string; state: string | null },
): ResponseMode {
  if (responseModeProblem(mode, target) === null) return mode;
  return isSigned(mode) ? 'query.jwt' : 'query';
}

export function isPosted(mode: ResponseMode): boolean {
  return mode === 'form_post' || mode === 'form_post.jwt';
}

export function isSigned(mode: ResponseMode): boolean {
  return mode === 'jwt' || mode === 'query.jwt' || mode === 'form_post.jwt';
}

/** Programs behind a private-use scheme cannot receive forms. */
function canBePosted(redirectUri: string): boolean {
  return /^https?:\/\//i.test(redirectUri);
}

/**
 * `state` must be returned byte for byte, but browsers normalize line ends in forms, and pages cannot contain
 * control characters. RFC 6749 appendix A.5 allows neither.
 */
function isPostable(state: string | null): boolean {
  return state === null || !/[\p{Cc}\p{Bidi_Control}\p{Cs}]/u.test(state);
}
