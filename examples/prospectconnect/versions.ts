import type { Caller } from 'latchkey';

/** One page of records, before a version gives it its shape. */
export interface Page {
  records: unknown[];
  /** Where the next page begins; `null` on the last one. */
  next: string | null;
}

/** Every version of the API that still answers, newest first, with what it does differently: the form of lists. */
const FORMS = {
  '2026-06-01': ({ records, next }: Page) => ({ data: records, has_more: next !== null, next_cursor: next }),
  '2026-02-16': ({ records, next }: Page) => ({ items: records, next }),
};

export type Version = keyof typeof FORMS;

export const VERSIONS = Object.keys(FORMS) as [Version, ...Version[]];

/** The version that guard and caller agreed on; the newest where nobody declared any. */
export function versionOf({ version }: Caller): Version {
  return VERSIONS.find((each) => each === version) ?? VERSIONS[0];
}

export function renderPage(version: Version, page: Page): Record<string, unknown> {
  return FORMS[version](page);
}
