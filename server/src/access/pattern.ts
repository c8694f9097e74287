/**
 * Whether `text` matches `pattern`, in which `*` stands for any run of characters, none included, and
 * everything else for itself. Takes time within the product of both lengths, never the exponential time that
 * a backtracking regular expression can be made to take.
 *
 * A pattern may itself be the text: what matches then permits at least what the text permits.
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
      // The last star has to take one character more; an earlier one could not do better.
      inPattern = star + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
