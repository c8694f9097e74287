import type { Instant } from '../../model/index.ts';
import type { Store } from '../store.ts';

/** A table that both databases have. */
export interface MovedTable {
  name: string;
  columns: readonly string[];
  /** The columns of the primary key. */
  key: readonly string[];
}

export type Key = readonly (string | number)[];

/** A row that was written or removed while others were copied. */
export interface Changed {
  table: MovedTable;
  key: Key;
}

/** The database that is moved, beside the server that writes it. It notes each change from `follow` on. */
export interface Leaving {
  readonly place: string;
  readonly tables: readonly MovedTable[];
  /** `frozen`: a move ended in its last step, before or after the other database was complete. */
  state(): 'in use' | 'frozen' | 'moved';
  /** Begins to note changes, anew if an earlier move left its notes. Throws `StartError` for a database of another version. */
  follow(): void;
  /** The rows of a table in the order of their keys, as lines for COPY, many at a time. */
  lines(table: MovedTable): Iterable<string>;
  /** Runs `work` while what this connection reads stays as it is at this moment, whoever writes. */
  atOneMoment<Value>(work: () => Promise<Value>): Promise<Value>;
  /** The changes since the last call of `taken`, each row once, by table. */
  changes(): Iterable<Changed>;
  /** The row of a change as a line for COPY; `null` if it was removed. */
  line(changed: Changed): string | null;
  /** The changes up to this moment need not be told again. Inside `atOneMoment`. */
  taken(): void;
  count(table: MovedTable): number;
  /** A SHA-256 over all rows in the order of their keys, in hex. */
  contents(table: MovedTable): Promise<string>;
  /** The greatest number that a table with numbers of its own has given, also of rows that left; 0 if it gives none. */
  greatest(table: string): number;
  /** From here on nobody writes: not a connection that is open, and no server starts on it. Names the new place. */
  freeze(to: string): void;
  /** Says of the frozen database that its move is complete. */
  finish(): void;
  /** Takes away all that a move added. */
  restore(): void;
  close(): void;
}

/** The database that is filled, in a place where no server looks until `finish`. */
export interface Arriving {
  readonly place: string;
  /** Makes it, anew if an earlier move left one. Throws `StartError` if there is one that is complete. */
  prepare(tables: readonly MovedTable[], now: Instant): Promise<void>;
  copy(table: MovedTable, lines: Iterable<string>): Promise<void>;
  /** Replaces the rows of changes by those that there are now, in one transaction. Returns how many changed. */
  follow(from: Pick<Leaving, 'changes' | 'line' | 'taken'>): Promise<number>;
  /** Makes the indexes, for which the rows have to be those of one moment. */
  index(): Promise<void>;
  count(table: MovedTable): Promise<number>;
  /** A SHA-256 over all rows in the order of their keys, in hex. */
  contents(table: MovedTable): Promise<string>;
  /** A store that reads it. */
  open(): Promise<Store>;
  /** Puts it where servers look, whole or not at all; `greatest` is the last number of each table with numbers of its own. */
  finish(greatest: (table: string) => number): Promise<void>;
  /** Whether it is where servers look. */
  isComplete(): Promise<boolean>;
  /** Compares references between its tables, beside its servers. */
  checkReferences(): Promise<void>;
  /** Removes what is not complete. */
  abandon(): Promise<void>;
  close(): Promise<void>;
}

/** A new file that takes the rows of another database. */
export interface Filling {
  readonly tables: readonly MovedTable[];
  /** Each line is a row as COPY writes it. */
  fill(table: MovedTable, lines: AsyncIterable<string>): Promise<void>;
  /** The greatest number that a table with numbers of its own has given. */
  gave(table: string, number: number): void;
  /** Makes the indexes, and closes the file. */
  finish(): void;
  /** As `Leaving` has it, of the finished file. */
  contents(table: MovedTable): Promise<string>;
  close(): void;
}
