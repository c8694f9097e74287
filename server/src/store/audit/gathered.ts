import type { AuditEvent } from '../../model/index.ts';
import { StoreFault } from '../store-fault.ts';

type Append = (rows: readonly AuditEvent[], begins: () => void) => Promise<void>;

interface Group {
  rows: AuditEvent[];
  written: Promise<void>;
}

/**
 * Returns `append`, which writes the rows of all calls in one turn of the event loop together: one verb and one statement for
 * many rows. They are answered together, after their commit. Rows that the database refuses for what is in them must not take
 * others along, so each call then writes its own again.
 *
 * @param append calls `begins` when it takes the rows, from when on no more are added
 */
export function gathered(append: Append): (rows: readonly AuditEvent[]) => Promise<void> {
  let open: Group | null = null;
  const begin = (): Group => {
    const rows: AuditEvent[] = [];
    const close = () => {
      if (open === group) open = null;
    };
    const group: Group = { rows, written: append(rows, close) };
    // Where the database is locked, later calls wait by themselves, each for as long as it may.
    setImmediate(close);
    return group;
  };
  return (rows) => {
    open ??= begin();
    const { rows: together, written } = open;
    for (const row of rows) together.push(row);
    return written.catch((error: unknown) => {
      if (error instanceof StoreFault || together.length === rows.length) throw error;
      return append(rows, () => {});
    });
  };
}
