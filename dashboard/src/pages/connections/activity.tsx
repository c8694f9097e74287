import { ScrollText } from 'lucide-react';
import { useList } from '../../data/queries.ts';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';
import { EventName, Outcome } from '../audit-cells.tsx';

/** The rows of the log about one connection, newest first. */
export function Activity({ path }: { path: { tenant: string; connection: string } }) {
  const { connections, owner } = useWords();
  const words = owner.audit;
  const list = useList('listConnectionActivity', { path, query: {} });
  return (
    <List
      title={connections.activity}
      label={connections.activity}
      list={list}
      rowId={({ id }) => String(id)}
      empty={{ icon: ScrollText, title: words.empty }}
      columns={[
        {
          id: 'kind',
          header: words.kind,
          cell: (row) => <EventName {...row} />,
        },
        {
          id: 'outcome',
          header: words.outcome,
          cell: ({ outcome, code }) => (
            <span className="flex flex-wrap items-center gap-2">
              <Outcome outcome={outcome} />
              {outcome === 'denied' && code && <code className="text-xs text-soft">{code}</code>}
            </span>
          ),
        },
        { id: 'at', header: words.time, align: 'right', cell: ({ at }) => <Moment at={at} /> },
      ]}
    />
  );
}
