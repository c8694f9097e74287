/** Longer than any request that the authorization endpoint takes, which comes back here whole. */
const LONGEST = 14_000;

/**
 * Where to go after signing in or out, if `target` is a path on this host; otherwise `null`. Anything that a
 * browser could read as another host is refused: `//host`, `/\host`, and tabs or newlines that it would drop
 * (an open redirect would lend our name to any site).
 */
export function localPath(target: string | undefined): string | null {
  if (target === undefined || target.length > LONGEST) return null;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(target)) return null;
  const base = 'https://here.invalid';
  try {
    const url = new URL(target, base);
    // Dot segments are resolved before the path is compared: `/.//host` becomes `//host`.
    return url.origin === base && !url.pathname.startsWith('//') ? target : null;
  } catch {
    return null;
  }
}
