import { Link } from '@tanstack/react-router';
import { ChartColumn } from 'lucide-react';
import type { Input } from '../../data/call.ts';
import { asked, dayAt, useFilters } from '../../data/filters.ts';
import { useList } from '../../data/queries.ts';
import type { FilterField } from '../../ui/filters.tsx';
import { List } from '../../ui/list.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { Outcome } from '../audit-cells.tsx';

/** Who calls the API, how often, and what is refused? */
export function ApiUsage() {
  const { shell, running, calls, owner, connections, locale } = useWords();
  const words = running.usage;
  const [filters] = useFilters();
  const byHour = filters.by === 'hour';
  // Days add up all accounts, so they know of none.
  const query = {
    ...asked(filters, ['client', 'operation', ...(byHour ? (['connectedAccount'] as const) : [])]),
    ...{ by: byHour ? 'hour' : 'day', since: dayAt(filters.since), until: dayAt(filters.until, 1) },
  };
  const list = useList('listUsage', { query } as Input<'listUsage'>);
  const names: Record<string, string> = Object.assign(
    {},
    ...(list.data?.pages ?? []).map((page) => page.clients),
  );
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(locale);
  const account: FilterField[] = byHour
    ? [{ name: 'connectedAccount', kind: 'text', label: calls.account }]
    : [];
  return (
    <Page title={shell.usage} lead={words.lead}>
      <List
        label={shell.usage}
        list={list}
        rowId={(row) => JSON.stringify(row)}
        empty={{ icon: ChartColumn, title: calls.empty, text: calls.emptyText }}
        filters={[
          {
            name: 'by',
            kind: 'choice',
            label: words.by,
            none: words.days,
            options: [{ value: 'hour', label: words.hours }],
          },
          { name: 'client', kind: 'text', label: owner.audit.fields.client },
          { name: 'operation', kind: 'text', label: calls.operation },
          ...account,
          { name: 'since', kind: 'date', label: owner.audit.since },
          { name: 'until', kind: 'date', label: owner.audit.until },
        ]}
        columns={[
          {
            id: 'begins',
            header: calls.time,
            cell: ({ begins }) => (byHour ? <ExactMoment at={begins} /> : day.format(new Date(begins))),
          },
          {
            id: 'client',
            header: connections.client,
            cell: ({ client, connectedAccount }) => (
              <>
                {client === null ? (
                  <span className="text-soft">{words.noClient}</span>
                ) : (
                  <Link
                    to={`/owner/clients/${encodeURIComponent(client)}`}
                    className="font-medium hover:text-accent"
                  >
                    {names[client] ?? client}
                  </Link>
                )}
                {connectedAccount && <code className="block text-xs text-soft">{connectedAccount}</code>}
              </>
            ),
          },
          {
            id: 'operation',
            header: calls.operation,
            wide: true,
            cell: ({ operation }) => operation ?? calls.noOperation,
          },
          {
            id: 'outcome',
            header: calls.outcome,
            cell: ({ outcome, code }) => (
              <span className="flex flex-wrap items-center gap-2">
                <Outcome outcome={outcome} />
                {code && <code className="text-xs text-soft">{code}</code>}
              </span>
            ),
          },
          { id: 'calls', header: calls.count, align: 'right', cell: (row) => number.format(row.calls) },
        ]}
      />
    </Page>
  );
}
