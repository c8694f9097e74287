const UNRELEASED = '## Unreleased\n';

/** Returns the notes of the next release in a changelog, or `null` if there are none. */
export function unreleasedNotes(changelog: string): string | null {
  const [, after] = changelog.split(UNRELEASED, 2);
  const notes = after?.split(/^## /m)[0]?.trim();
  return notes || null;
}

/** Returns the changelog with these notes under a version, and an empty section for what comes next. */
export function releasedChangelog(changelog: string, version: string, date: string): string {
  return changelog.replace(UNRELEASED, () => `${UNRELEASED}\n## ${version} - ${date}\n`);
}
