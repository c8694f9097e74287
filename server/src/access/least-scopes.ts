import type { Operation } from '../model/index.ts';
import { expandScopes, type ScopeRules } from './scopes.ts';

export interface LeastScopes {
  scopes: string[];
  /** Ids of operations that none of the offered scopes opens. */
  closed: string[];
}

type Needs = Pick<Operation, 'id' | 'public' | 'scopes'>;

/**
 * Returns few scopes that open all the wanted operations and little beside: of the ways to open each, the one that opens the
 * fewest others of the API.
 *
 * @param offered the scopes that can be given at all
 */
export function leastScopes(
  rules: ScopeRules,
  { offered, wanted, all }: { offered: readonly string[]; wanted: readonly Needs[]; all: readonly Needs[] },
): LeastScopes {
  const opens = (scopes: readonly string[], { public: free, scopes: ways }: Needs): boolean => {
    const held = expandScopes(rules, scopes);
    return free || ways.some((way) => way.every((scope) => held.has(scope)));
  };
  const breadth = (scopes: readonly string[]) => all.filter((each) => opens(scopes, each)).length;
  const narrower = (one: readonly string[], other: readonly string[]) =>
    breadth(one) - breadth(other) || one.length - other.length;
  /** The narrowest offered scope that covers one which is needed; itself, where that is offered. */
  const giving = (needed: string): string | undefined =>
    offered
      .filter((each) => expandScopes(rules, [each]).has(needed))
      .toSorted(
        (one, other) => Number(other === needed) - Number(one === needed) || narrower([one], [other]),
      )[0];

  let scopes: string[] = [];
  const closed: string[] = [];
  // Operations with one way come first: they leave no choice, and may open others on the way.
  for (const operation of wanted.toSorted((one, other) => one.scopes.length - other.scopes.length)) {
    if (opens(scopes, operation)) continue;
    const [best] = operation.scopes
      .map((way) => way.map(giving))
      .filter((way) => way.every((scope) => scope !== undefined))
      .map((way) => [...new Set([...scopes, ...way])])
      .toSorted(narrower);
    if (best) scopes = best;
    else closed.push(operation.id);
  }
  const needless = (scope: string) => {
    const others = scopes.filter((each) => each !== scope);
    return expandScopes(rules, others).has(scope);
  };
  for (const scope of [...scopes]) if (needless(scope)) scopes = scopes.filter((each) => each !== scope);
  return { scopes, closed };
}
