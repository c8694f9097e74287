import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';
import { classes } from './classes.ts';

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Left out on a narrow screen. */
  wide?: boolean;
  align?: 'right';
}

interface TableProps<Row> {
  /** Says what the table lists, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Shown instead of a table without rows. */
  empty: ReactNode;
  /** Fetches the page that follows, if there is one. It is called when the end comes into view. */
  more?: { fetch: () => void; busy: boolean } | undefined;
  loading?: boolean;
}

const features = tableFeatures({});
/** From this many rows on, only those near the window are in the document. */
const VIRTUAL_FROM = 80;
const ROW_HEIGHT = 53;
/** There, a row is a block: its name, and below it each value beside the name of its column. */
const ON_PHONE =
  'max-sm:grid max-sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] max-sm:gap-3 max-sm:items-center max-sm:first:block';
/** Buttons have no name beside them: they are at the end of the row. */
const BUTTONS_ON_PHONE = 'max-sm:-mr-2.5 max-sm:justify-self-end';

/** A table of any length: it fetches page after page, and keeps only the rows near the window in the document. */
export function DataTable<Row extends object>(props: TableProps<Row>) {
  const { label, columns, rows, rowId, empty, more, loading = false } = props;
  const { ui } = useWords();
  const ids = columns.map(({ id }) => id).join(' ');
  const table = useTable({
    features,
    data: rows as Row[],
    columns: useMemo(
      () => ids.split(' ').map((id) => createColumnHelper<typeof features, Row>().display({ id })),
      [ids],
    ),
    getRowId: rowId,
  });
  const all = table.getRowModel().rows;
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(offsetOf(body.current)), []);
  const virtual = all.length >= VIRTUAL_FROM;
  const virtualizer = useWindowVirtualizer({
    count: all.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: top,
    enabled: virtual,
  });
  const items = virtualizer.getVirtualItems();
  const shown = virtual ? items.flatMap(({ index }) => all[index] ?? []) : all;
  const before = virtual ? (items[0]?.start ?? top) - top : 0;
  const after = virtual ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top) : 0;
  const look = new Map(columns.map((column) => [column.id, column]));
  const cellClasses = (id: string) => {
    const column = look.get(id);
    return classes(
      'sm:px-4',
      // A name keeps its line before other cells get the room.
      id === columns[0]?.id && 'sm:min-w-44 lg:min-w-56',
      column?.wide ? 'max-md:hidden' : column?.header === '' ? BUTTONS_ON_PHONE : ON_PHONE,
      column?.align === 'right' && 'tabular-nums sm:text-right',
    );
  };

  if (loading) return <Skeleton label={ui.loading} />;
  // A long search is cut into parts, and one of them can be empty while the next is not.
  if (all.length === 0 && more) {
    return (
      <>
        <Skeleton label={ui.searching} />
        <p className="px-4 text-sm text-soft">{ui.searching}</p>
        <More {...more} />
      </>
    );
  }
  if (all.length === 0) return empty;
  return (
    <Scrolling label={label}>
      <table
        aria-label={label}
        aria-rowcount={more ? -1 : all.length + 1}
        className="w-full border-collapse text-[0.9375rem] max-sm:block"
      >
        <thead className="max-sm:sr-only">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1} className="border-b border-line text-left text-xs text-soft">
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={classes('py-2.5 font-medium', cellClasses(header.column.id))}
                >
                  {look.get(header.column.id)?.header || <span className="sr-only">{ui.actions}</span>}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody ref={body} className="max-sm:block">
          {before > 0 && <Spacer height={before} />}
          {shown.map((row) => (
            <tr
              key={row.id}
              data-index={row.index}
              aria-rowindex={row.index + 2}
              ref={virtual ? virtualizer.measureElement : undefined}
              className="border-b border-line last:border-0 hover:bg-sunken/60 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)] max-sm:gap-1.5 max-sm:px-4 max-sm:py-3.5"
            >
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={classes('align-middle sm:py-3', cellClasses(cell.column.id))}>
                  {cell.column.id !== columns[0]?.id && look.get(cell.column.id)?.header && (
                    <span aria-hidden="true" className="text-sm text-soft sm:hidden">
                      {look.get(cell.column.id)?.header}
                    </span>
                  )}
                  {/* Not as a component of its own: another function each time would begin its state anew. */}
                  <div className="min-w-0">{look.get(cell.column.id)?.cell(row.original)}</div>
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && <Spacer height={after} />}
        </tbody>
      </table>
      {more && <More {...more} />}
    </Scrolling>
  );
}

/** A table that is wider than its place scrolls, and can be reached by keyboard while it does. */
function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  const place = useRef<HTMLElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth));
    watch.observe(element);
    for (const child of element.children) watch.observe(child);
    return () => watch.disconnect();
  }, []);
  return (
    <section
      ref={place}
      className="scrolls-sideways relative rounded-card"
      {...(scrolls ? { tabIndex: 0, 'aria-label': label } : {})}
    >
      {children}
    </section>
  );
}

/** A button that also presses itself when it comes near the window. */
function More({ fetch, busy }: { fetch: () => void; busy: boolean }) {
  const { ui } = useWords();
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(fetch);
  latest.current = fetch;
  useEffect(() => {
    if (!mark.current || busy) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && latest.current(),
      { rootMargin: '600px' },
    );
    watch.observe(mark.current);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <div ref={mark} className="flex justify-center py-4">
      <Button small busy={busy} onClick={fetch}>
        {ui.more}
      </Button>
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr>
      <td style={{ height }} className="p-0" />
    </tr>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="grid gap-3 p-4">
      {[82, 64, 74, 58, 70].map((width) => (
        <div key={width} className="h-6 animate-pulse rounded-md bg-sunken" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function offsetOf(element: HTMLElement | null): number {
  return element ? element.getBoundingClientRect().top + window.scrollY : 0;
}
