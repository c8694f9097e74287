/** Returns whether any of the scopes lets the user select resources. */
export function selectsResources(
  rules: Readonly<Record<string, { selectsResources: boolean }>>,
  scopes: readonly string[],
): boolean {
  return scopes.some((name) => rules[name]?.selectsResources);
}
