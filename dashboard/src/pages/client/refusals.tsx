import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useFilters } from '../../data/filters.ts';
import type { Call, ClientWithSecrets } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Choice } from '../../ui/select.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useWords } from '../../words/index.ts';
import { Decision } from './decision.tsx';

const DAYS = [1, 7, 30];

/** Refusals grouped by cause and operation, the most frequent first; each shows how such a call was decided. */
export function Refusals({ client }: { client: ClientWithSecrets }) {
  const { calls: words, ui, locale } = useWords();
  const [{ days = '7' }, set] = useFilters();
  const [shown, setShown] = useState<Call | null>(null);
  const found = useRead('listClientRefusals', { path: { client: client.id }, query: { days: Number(days) } });
  const number = new Intl.NumberFormat(locale);
  if (found.error) return <Failed error={found.error} reset={() => void found.refetch()} />;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p className="max-w-prose text-soft">{words.causesLead}</p>
        <div className="min-w-40">
          <Choice
            label={words.span}
            value={days}
            onChange={(next) => set({ days: next })}
            options={DAYS.map((each) => ({ value: String(each), label: words.spans(each) }))}
          />
        </div>
      </div>
      <DataTable
        label={words.causesLead}
        loading={found.isPending}
        rows={found.data?.data.data ?? []}
        rowId={({ code, operation }) => `${code} ${operation}`}
        empty={
          <Empty icon={CircleCheck} title={words.noRefusal}>
            {words.noRefusalText(Number(days))}
          </Empty>
        }
        columns={[
          {
            id: 'cause',
            header: words.cause,
            cell: ({ code, operation, failed }) => (
              <>
                <code className="text-sm font-medium">{code}</code>
                <span className="block text-sm text-soft">{operation ?? words.noOperation}</span>
                <span className="mt-1 flex flex-wrap gap-1 empty:hidden">
                  {failed.map((check) => (
                    <Badge key={check} tone="bad">
                      ✕ {ui.checks[check]}
                    </Badge>
                  ))}
                </span>
              </>
            ),
          },
          { id: 'count', header: words.count, align: 'right', cell: ({ calls }) => number.format(calls) },
          { id: 'last', header: words.last, wide: true, cell: ({ last }) => <Moment at={last} /> },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: ({ code, operation, example }) => (
              <span className="inline-flex flex-wrap justify-end gap-1">
                {example && (
                  <Button small onClick={() => setShown(example)}>
                    {words.why}
                  </Button>
                )}
                <Button
                  small
                  weight="quiet"
                  onClick={() =>
                    set({ tab: 'requests', outcome: 'denied', operation: operation ?? '', code })
                  }
                >
                  {words.show}
                </Button>
              </span>
            ),
          },
        ]}
      />
      <Decision call={shown} onClose={() => setShown(null)} />
    </div>
  );
}
