/**
 * Returns whether `text` matches `pattern`, in which `*` stands for any characters, none included. Takes at
 * most time proportional to the product of both lengths; a backtracking regular expression could take
 * exponential time.
 *
 * The text may itself be a pattern: a match then means that `pattern` permits at least what `text` permits.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++;
      resumeAt = at;
    } else if (inPattern < pattern.length && pattern[inPattern] === text[at]) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      // Backtracking only the last star suffices; an earlier one could not do better.
      inPattern = star + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
