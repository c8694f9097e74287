import { covers, type ScopeRules } from '../../access/scopes.ts';

/**
 * Returns those of the requested scopes that the user may leave out. One that a scope which is not optional
 * covers is not among them: leaving it out would change nothing.
 */
export function optionalAmong(
  rules: ScopeRules & Record<string, { optional: boolean }>,
  asked: readonly string[],
): string[] {
  const isOptional = (name: string) => rules[name]?.optional === true;
  const required = asked.filter((name) => !isOptional(name));
  return asked.filter((name) => isOptional(name) && !covers(rules, required, [name]));
}
