/**
 * Returns the values of a header, in their order. Node keeps the first of some that are sent twice, and joins those of others.
 *
 * @param raw names and values alternate
 * @param name in lower case
 */
export function rawValues(raw: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const each = raw[index];
    // Nearly all others differ in their length.
    if (each?.length === name.length && each.toLowerCase() === name) values.push(raw[index + 1] ?? '');
  }
  return values;
}
