import type { AddedToSchema, AuditSeal } from '../../model/index.ts';

/** `seal`: a seal itself. `cut`: an end of the log. `schema`: something that acts on the log. `early`: rows left before their time. The others: a row. */
export type FindingKind =
  | 'changed'
  | 'missing'
  | 'inserted'
  | 'moved'
  | 'unreadable'
  | 'unsealed'
  | 'early'
  | 'seal'
  | 'schema'
  | 'cut';

/** One difference between the log and its seals. */
export interface Finding {
  what: FindingKind;
  /** Number of the seal that tells. */
  seal?: number;
  /** Id of the row, where one row is meant. */
  row?: number;
  /** For a person, without a full stop. */
  text: string;
}

/** Of a name that somebody else chose, so much is told, quoted: it must not reach a terminal as it is. */
export const LONGEST_NAME = 60;

export function addedInWords({ type, name, table }: AddedToSchema): string {
  const quoted = (text: string) => JSON.stringify(text.slice(0, LONGEST_NAME));
  return type === 'view' ? `the view ${quoted(name)}` : `the trigger ${quoted(name)} on ${quoted(table)}`;
}

export function finding(
  what: FindingKind,
  seal: Pick<AuditSeal, 'number'>,
  text: string,
  row?: number,
): Finding {
  return { what, seal: seal.number, ...(row === undefined ? {} : { row }), text };
}
