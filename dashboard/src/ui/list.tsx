import { type LucideIcon, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFilters } from '../data/filters.ts';
import { Failed } from '../shell/failed.tsx';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { Empty } from './empty.tsx';
import { FilterBar, type FilterField } from './filters.tsx';
import { type Column, DataTable } from './table.tsx';

export interface FetchedList<Row> {
  rows: readonly Row[];
  more: { fetch: () => void; busy: boolean } | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => unknown;
}

interface ListProps<Row> {
  label: string;
  list: FetchedList<Row>;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  filters?: readonly FilterField[];
  /** Shown when there is nothing at all, rather than nothing that the filters let through. */
  empty: { icon: LucideIcon; title: string; text?: ReactNode; action?: ReactNode };
  title?: string;
  action?: ReactNode;
  /** Inside a card: with a line around it, and no card of its own. */
  inside?: boolean;
}

/** A list with its filters: loading, failed, empty or there. */
export function List<Row extends object>({
  list,
  filters = [],
  empty,
  title,
  action,
  inside = false,
  ...table
}: ListProps<Row>) {
  const { ui } = useWords();
  const [chosen, set] = useFilters();
  const names = filters.map(({ name }) => name);
  const filtered = names.some((name) => (chosen[name] ?? '') !== '');
  const none = filtered ? (
    <Empty
      icon={SearchX}
      title={ui.nothingFound}
      action={
        <Button onClick={() => set(Object.fromEntries(names.map((name) => [name, ''])))}>
          {ui.clearFilters}
        </Button>
      }
    />
  ) : (
    <Empty icon={empty.icon} title={empty.title} action={empty.action}>
      {empty.text}
    </Empty>
  );
  const content = (
    <>
      {filters.length > 0 && <FilterBar fields={filters} />}
      {list.error ? (
        <Failed error={list.error} reset={() => void list.refetch()} />
      ) : (
        <DataTable {...table} rows={list.rows} more={list.more} loading={list.isPending} empty={none} />
      )}
    </>
  );
  if (inside) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {action && <div className="flex justify-end">{action}</div>}
        <div className="rounded-lg border border-line">{content}</div>
      </div>
    );
  }
  return (
    <Card flush {...(title === undefined ? {} : { title })} action={action}>
      {content}
    </Card>
  );
}
