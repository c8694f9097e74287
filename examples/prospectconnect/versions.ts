import type { Caller } from 'latchkey';

/** One page of records, before a version formats it. */
export interface Page {
  records: unknown[];
  /** The start of the next page, or `null` on the last one. */
  next: string | null;
}

/** The API's supported versions, newest first. They differ in the form of lists. */
const FORMS = {
  '2026-06-01': ({ records, next }: Page) => ({ data: records, has_more: next !== null, next_cursor: next }),
  '2026-02-16': ({ records, next }: Page) => ({ items: records, next }),
};

export type Version = keyof typeof FORMS;

export const VERSIONS = Object.keys(FORMS) as [Version, ...Version[]];

/** Returns the version that the guard negotiated, or the newest if none was declared. */
export function versionOf({ version }: Caller): Version {
  return VERSIONS.find((each) => each === version) ?? VERSIONS[0];
}

export function renderPage(version: Version, page: Page): Record<string, unknown> {
  return FORMS[version](page);
}
