import { matchesPattern } from './pattern.ts';

/** The covered scopes of each declared scope. */
export type ScopeRules = Record<string, { covers: readonly string[]; aboutUser?: boolean }>;

/** For each declared scope all scopes that it covers, including itself. Computed once per configuration. */
const reaches = new WeakMap<ScopeRules, Map<string, ReadonlySet<string>>>();

/**
 * Returns all declared scopes that the held ones cover, including themselves. Covering is transitive: if
 * `admin` covers `write` and `write` covers `write:*`, `admin` covers `write:cases`. A held scope that is no
 * longer declared gives nothing.
 */
export function expandScopes(scopes: ScopeRules, held: readonly string[]): Set<string> {
  const reach = reachOf(scopes);
  const expanded = new Set<string>();
  for (const name of held) for (const covered of reach.get(name) ?? []) expanded.add(covered);
  return expanded;
}

/** Returns whether `held` covers every one of `needed`. Nothing covers an undeclared scope. */
export function covers(scopes: ScopeRules, held: readonly string[], needed: readonly string[]): boolean {
  const expanded = expandScopes(scopes, held);
  return needed.every((scope) => expanded.has(scope));
}

function reachOf(scopes: ScopeRules): Map<string, ReadonlySet<string>> {
  const known = reaches.get(scopes);
  if (known) return known;
  // Scopes about the user must be requested by name; `*` never covers them.
  const names = Object.keys(scopes);
  const coverable = names.filter((name) => !scopes[name]?.aboutUser);
  const direct = new Map(
    Object.entries(scopes).map(([name, rule]) => [
      name,
      coverable.filter((other) => rule.covers.some((pattern) => matchesPattern(pattern, other))),
    ]),
  );
  const reach = new Map(names.map((name) => [name, closure(name, direct)]));
  reaches.set(scopes, reach);
  return reach;
}

/** Returns everything reachable from `start`; scopes may cover each other in a circle. */
function closure(start: string, direct: Map<string, string[]>): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const name of reached) for (const next of direct.get(name) ?? []) reached.add(next);
  return reached;
}
