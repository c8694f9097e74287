import { Problem } from './problem.ts';

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

/** The version that a call asks for by its `Version` header; the newest when it names none. */
export function versionOf(header: string | undefined): Version {
  if (header === undefined) return VERSIONS[0];
  const found = VERSIONS.find((version) => version === header.trim());
  if (found) return found;
  throw new Problem(
    400,
    'unknown_version',
    'Bad Request',
    `The Version header names no version of this API. Send one of ${VERSIONS.join(', ')}, or leave it out for the newest.`,
    { versions: VERSIONS },
  );
}

export function renderPage(version: Version, page: Page): Record<string, unknown> {
  return FORMS[version](page);
}
