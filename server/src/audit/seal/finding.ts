import type { AddedToSchema, AuditSeal } from '../../model/index.ts';

/**
 * `seal`: a seal itself is wrong. `cut`: an end of the log is missing. `schema`: a trigger or view acts on
 * the log. `early`: rows were removed before their time. The others concern a row.
 */
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
  /** The number of the seal that shows the difference. */
  seal?: number;
  /** The id of the row, if the finding concerns one. */
  row?: number;
  /** A phrase for the operator, without a full stop. */
  text: string;
}

/**
 * The number of characters shown, quoted, of a name that an attacker may have chosen: it must not reach a
 * terminal unfiltered.
 */
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
