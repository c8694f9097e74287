import { Activity } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { useLiveCalls } from '../../data/live-calls.ts';
import type { Call, ClientWithSecrets } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Tick } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filters.tsx';
import { Moment } from '../../ui/moment.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useWords } from '../../words/index.ts';
import { Outcome, useOutcomeFilter } from '../audit-cells.tsx';
import { Decision } from './decision.tsx';

/** The calls of an application, each with its outcome. */
export function Requests({ client }: { client: ClientWithSecrets }) {
  const words = useWords().calls;
  const byOutcome = useOutcomeFilter();
  const [filters] = useFilters();
  const [live, setLive] = useState(true);
  const [shown, setShown] = useState<Call | null>(null);
  const query = asked(filters, ['outcome', 'operation', 'connectedAccount', 'code']);
  const list = useList('listClientCalls', { path: { client: client.id }, query } as Input<'listClientCalls'>);
  const fresh = useLiveCalls(client.id, query, {
    enabled: live && !list.isPending,
    opened: () => void list.refetch(),
  });
  const known = new Set(list.rows.map(({ id }) => id));
  const rows = [...fresh.filter(({ id }) => !known.has(id)), ...list.rows];
  const accounts = client.kind === 'platform';
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-soft">{words.lead}</p>
        <Tick label={words.live} hint={words.liveOn} checked={live} onChange={setLive} />
      </div>
      <div className="rounded-lg border border-line">
        <FilterBar
          fields={[
            byOutcome,
            { name: 'operation', kind: 'text', label: words.operation },
            { name: 'code', kind: 'text', label: words.code },
            ...(accounts ? [{ name: 'connectedAccount', kind: 'text', label: words.account } as const] : []),
          ]}
        />
        {list.error ? (
          <Failed error={list.error} reset={() => void list.refetch()} />
        ) : (
          <DataTable
            label={words.lead}
            rows={rows}
            more={list.more}
            loading={list.isPending}
            rowId={({ id }) => String(id)}
            empty={
              <Empty icon={Activity} title={words.empty}>
                {words.emptyText}
              </Empty>
            }
            columns={[
              {
                id: 'operation',
                header: words.operation,
                cell: (call) => (
                  <button
                    type="button"
                    onClick={() => setShown(call)}
                    className="text-left hover:text-accent"
                  >
                    <span className="mr-1 text-xs font-semibold text-soft">{call.method}</span>{' '}
                    <span className="font-medium">{call.operation ?? words.noOperation}</span>
                  </button>
                ),
              },
              {
                id: 'outcome',
                header: words.outcome,
                cell: ({ outcome, code }) => (
                  <span className="flex flex-wrap items-center gap-2">
                    <Outcome outcome={outcome} />
                    {code && <code className="text-xs text-soft">{code}</code>}
                  </span>
                ),
              },
              ...(accounts
                ? [
                    {
                      id: 'account',
                      header: words.account,
                      wide: true,
                      cell: ({ connectedAccount }: Call) => (
                        <code className="text-xs">{connectedAccount ?? '–'}</code>
                      ),
                    },
                  ]
                : []),
              { id: 'time', header: words.time, align: 'right', cell: ({ at }) => <Moment at={at} /> },
            ]}
          />
        )}
      </div>
      <Decision call={shown} onClose={() => setShown(null)} />
    </div>
  );
}
