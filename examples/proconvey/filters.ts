/** Returns the named query parameters that the caller sent, as conditions on columns of the same names. */
export function chosen(query: Record<string, unknown>, names: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = query[name];
    if (typeof value === 'string') given[name] = value;
  }
  return given;
}
