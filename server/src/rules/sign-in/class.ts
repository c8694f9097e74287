import type { ClaimRequest, Instant, Session } from '../../model/index.ts';

/** `acr` of a sign-in by a password here (OpenID Connect Core section 2). */
export const PASSWORD_ACR = 'urn:latchkey:acr:password';

/** All classes of signing in here, the weakest first: each also satisfies those before it. Nothing elsewhere may be called so. */
export const OWN_CLASSES: readonly string[] = [
  PASSWORD_ACR,
  'urn:latchkey:acr:two-step',
  'urn:latchkey:acr:passkey',
];

type Signed = Pick<Session, 'createdAt' | 'methods' | 'elsewhere'>;

/** Returns when the user authenticated; `null` if another system did it and does not say when. */
export function authTimeOf({ createdAt, elsewhere }: Signed): Instant | null {
  return elsewhere ? elsewhere.authenticatedAt : createdAt;
}

/** Returns how the user authenticated (RFC 8176), in the words of the system that did it. */
export function amrOf({ methods, elsewhere }: Signed): readonly string[] {
  return [...new Set([...(elsewhere?.amr ?? []), ...methods])];
}

/**
 * Returns the class of the sign-in, or `null` if it has none: of those that the client wants the first that it satisfies, because a
 * client that demands certain values is told one of them (Core section 5.5.1.1), or else the strongest.
 */
export function acrOf(signed: Signed, wanted?: ClaimRequest | null): string | null {
  const classes = classesOf(signed);
  return valuesOf(wanted)?.find((value) => classes.includes(value)) ?? classes[0] ?? null;
}

/** Returns whether a sign-in is of a class that the client demands (Core section 5.5.1.1). A wish that is not essential always is. */
export function suitsClass(wanted: ClaimRequest | null | undefined, signed: Signed): boolean {
  const values = wanted?.essential ? valuesOf(wanted) : null;
  const classes = classesOf(signed);
  return values === null || values.some((value) => classes.includes(value));
}

/** Returns the classes that a sign-in satisfies, the strongest first. */
function classesOf({ methods, elsewhere }: Signed): readonly string[] {
  if (elsewhere) return elsewhere.acr === null || OWN_CLASSES.includes(elsewhere.acr) ? [] : [elsewhere.acr];
  return OWN_CLASSES.slice(0, levelOf(methods)).toReversed();
}

function levelOf(methods: Signed['methods']): number {
  if (methods.includes('hwk') || methods.includes('swk')) return 3;
  if (!methods.includes('pwd')) return 0;
  return methods.includes('mfa') ? 2 : 1;
}

function valuesOf(wanted: ClaimRequest | null | undefined): string[] | null {
  const values = wanted?.values ?? (wanted?.value === undefined ? null : [wanted.value]);
  return values && values.map(String);
}
