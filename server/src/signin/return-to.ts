/** Longer than any authorization request, which comes back here whole. In characters. */
const LONGEST = 14_000;

/**
 * Returns the address to go to after signing in or out if `target` is a path on this host, or else `null`.
 * Rejects anything that a browser could read as another host: `//host`, `/\host`, and tabs or newlines, which
 * browsers drop. An attacker could otherwise use our name to redirect to any site.
 */
export function localPath(target: string | undefined): string | null {
  if (target === undefined || target.length > LONGEST) return null;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(target)) return null;
  const base = 'https://here.invalid';
  try {
    const url = new URL(target, base);
    // Dot segments are resolved before the comparison: `/.//host` becomes `//host`.
    return url.origin === base && !url.pathname.startsWith('//') ? target : null;
  } catch {
    return null;
  }
}
