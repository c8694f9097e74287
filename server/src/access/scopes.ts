import { matchesPattern } from './pattern.ts';

/** What the algebra needs to know about each declared scope: the scopes that holding it includes. */
export type ScopeRules = Record<string, { covers: readonly string[]; aboutUser?: boolean }>;

/** For each declared scope everything it covers, itself included. Computed once for a configuration. */
const reaches = new WeakMap<ScopeRules, Map<string, ReadonlySet<string>>>();

/**
 * All declared scopes that the held ones cover, themselves included. Covering is transitive: where `admin`
 * covers `write` and `write` covers `write:*`, `admin` covers `write:cases`. A held scope that is declared no
 * more gives nothing.
 */
export function expandScopes(scopes: ScopeRules, held: readonly string[]): Set<string> {
  const reach = reachOf(scopes);
  const expanded = new Set<string>();
  for (const name of held) for (const covered of reach.get(name) ?? []) expanded.add(covered);
  return expanded;
}

/** Whether somebody who holds `held` has every one of `needed`. An undeclared needed scope is covered by nothing. */
export function covers(scopes: ScopeRules, held: readonly string[], needed: readonly string[]): boolean {
  const expanded = expandScopes(scopes, held);
  return needed.every((scope) => expanded.has(scope));
}

function reachOf(scopes: ScopeRules): Map<string, ReadonlySet<string>> {
  const known = reaches.get(scopes);
  if (known) return known;
  // What tells about the user is given only to who asks for it by name, whatever `*` stands for.
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

/** Everything reachable from `start`; scopes may cover each other in a circle. */
function closure(start: string, direct: Map<string, string[]>): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const name of reached) for (const next of direct.get(name) ?? []) reached.add(next);
  return reached;
}
