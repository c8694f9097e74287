import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientKind } from '../../model/index.ts';

/** Why the requested scopes cannot be granted, with the scope concerned if there is one. */
export type ScopeProblem =
  | { reason: 'scope_malformed' | 'scope_missing' }
  | { reason: NamedScopeProblem | 'scope_wider'; scope: string };

type NamedScopeProblem = 'scope_unknown' | 'scope_not_allowed' | 'scope_for_platforms_only';

/** RFC 6749 section 3.3: tokens of NQCHAR, one space between them. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** The rules for `chooseScopes`. */
export interface ScopeRules {
  /** Every scope of the API. */
  declared: Readonly<Record<string, { platformsOnly: boolean }>>;
  /** The scopes that the client may request, including covered ones. */
  allowed: ReadonlySet<string>;
  kind: ClientKind;
  /** Whether superfluous spaces are an error. */
  exact: boolean;
  /** Granted if none is requested. */
  defaults: readonly string[];
  /** The request describes its access by other means (RFC 9396 section 3), so without scopes it gets none. */
  mayBeNone?: boolean;
}

/** Returns whether a client of this kind may request a scope at all. */
export function isOpenTo(kind: ClientKind, { platformsOnly }: { platformsOnly: boolean }): boolean {
  return !platformsOnly || kind === 'platform';
}

/** Returns the names of all scopes that a client of this kind may request. */
export function scopesOpenTo(
  kind: ClientKind,
  declared: Readonly<Record<string, { platformsOnly: boolean }>>,
): string[] {
  return Object.entries(declared).flatMap(([name, scope]) => (isOpenTo(kind, scope) ? [name] : []));
}

/**
 * Returns the requested scopes, in their order, each once, or the defaults that the client may have. An
 * unknown or forbidden scope refuses the whole request (RFC 6749 section 3.3).
 */
export function chooseScopes(
  requested: string | undefined,
  rules: ScopeRules,
): Result<readonly string[], ScopeProblem> {
  const asked = regularScope(requested, rules.exact);
  if (asked === undefined) {
    if (rules.mayBeNone) return ok([]);
    const given = rules.defaults.filter((name) => scopeProblem(name, rules) === null);
    return given.length > 0 ? ok(given) : refused({ reason: 'scope_missing' });
  }
  const names = splitScope(asked);
  if (!names) return refused({ reason: 'scope_malformed' });
  for (const scope of names) {
    const reason = scopeProblem(scope, rules);
    if (reason) return refused({ reason, scope });
  }
  return ok(names);
}

function scopeProblem(name: string, rules: ScopeRules): NamedScopeProblem | null {
  const declared = Object.hasOwn(rules.declared, name) ? rules.declared[name] : undefined;
  if (!declared) return 'scope_unknown';
  if (!isOpenTo(rules.kind, declared)) return 'scope_for_platforms_only';
  return rules.allowed.has(name) ? null : 'scope_not_allowed';
}

/**
 * Returns the scopes of a refreshed access token: as granted, or fewer (RFC 6749 section 6: "MUST NOT include
 * any scope not originally granted"). `covered` contains the granted scopes and those that they cover.
 */
export function narrowScopes(
  requested: string | undefined,
  granted: readonly string[],
  { covered, exact }: { covered: ReadonlySet<string>; exact: boolean },
): Result<readonly string[], ScopeProblem> {
  const asked = regularScope(requested, exact);
  if (asked === undefined) return ok(granted);
  const names = splitScope(asked);
  if (!names) return refused({ reason: 'scope_malformed' });
  const wider = names.find((name) => !granted.includes(name) && !covered.has(name));
  return wider === undefined ? ok(names) : refused({ reason: 'scope_wider', scope: wider });
}

/**
 * Removes superfluous spaces, which some agents send; a text of spaces counts as no scope. Only U+0020: any
 * other white space could be part of a name.
 */
function regularScope(text: string | undefined, exact: boolean): string | undefined {
  if (text === undefined || exact) return text;
  return text.split(' ').filter(Boolean).join(' ') || undefined;
}

function splitScope(text: string): readonly string[] | null {
  return SCOPE.test(text) ? [...new Set(text.split(' '))] : null;
}

/** Returns every scope that a token still has after the user reduced the grant: those that both cover. */
export function scopesLeft(
  held: readonly string[],
  granted: readonly string[],
  expand: (scopes: readonly string[]) => ReadonlySet<string>,
): Set<string> {
  return new Set(expand(held)).intersection(expand(granted));
}

/**
 * Returns the same in as few names as token and grant have for it. Either list may have the narrower scope:
 * `write` reduced to `write:cases` leaves `write:cases`. If two scopes overlap and neither covers the other,
 * the scopes that both cover are named one by one.
 */
export function stillGranted(
  held: readonly string[],
  granted: readonly string[],
  expand: (scopes: readonly string[]) => ReadonlySet<string>,
): string[] {
  // Most grants are as they were when the token was issued.
  if (isSameList(held, granted)) {
    const all = expand(held);
    return [...new Set(held)].filter((name) => all.has(name));
  }
  const left = scopesLeft(held, granted, expand);
  const named = [...new Set([...held, ...granted])].filter((name) => left.has(name));
  return [...named, ...left.difference(expand(named))];
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
