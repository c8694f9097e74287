import type { AuditSeal } from '../../model/index.ts';

/** `seal`: a seal itself. `cut`: an end of the log. `early`: rows left before their time. The others: a row. */
export type FindingKind =
  | 'changed'
  | 'missing'
  | 'inserted'
  | 'moved'
  | 'unreadable'
  | 'unsealed'
  | 'early'
  | 'seal'
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

export function finding(
  what: FindingKind,
  seal: Pick<AuditSeal, 'number'>,
  text: string,
  row?: number,
): Finding {
  return { what, seal: seal.number, ...(row === undefined ? {} : { row }), text };
}
