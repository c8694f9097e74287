import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { addressOf, type Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import type { AuditRow } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { buttonClasses } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { List } from '../../ui/list.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';

const FILTERS = ['kind', 'outcome', 'tenant', 'user', 'client', 'connectedAccount'] as const;

/** The audit log: search and export. */
export function Audit() {
  const { owner, shell } = useWords();
  const words = owner.audit;
  const [filters] = useFilters();
  const [shown, setShown] = useState<AuditRow | null>(null);
  const query = asked(filters, FILTERS);
  const list = useList('listAuditRows', { query: { ...query, limit: 100 } } as Input<'listAuditRows'>);
  const exported = { query } as Input<'exportAuditRows'>;
  return (
    <Page
      title={shell.audit}
      lead={words.lead}
      action={
        <span className="flex flex-wrap gap-2">
          {(
            [
              ['CSV', 'exportAuditRowsAsCsv'],
              ['JSON Lines', 'exportAuditRows'],
            ] as const
          ).map(([format, id]) => (
            <a key={id} href={addressOf(id, exported)} download className={buttonClasses()}>
              <Download size={16} aria-hidden="true" />
              {words.exportAs(format)}
            </a>
          ))}
        </span>
      }
    >
      <List
        label={shell.audit}
        list={list}
        rowId={({ id }) => String(id)}
        empty={{ icon: ScrollText, title: words.empty }}
        filters={[
          { name: 'kind', kind: 'text', label: words.fields.kind },
          {
            name: 'outcome',
            kind: 'choice',
            label: words.outcome,
            options: [
              { value: 'allowed', label: words.allowed },
              { value: 'denied', label: words.denied },
            ],
          },
          ...(['tenant', 'user', 'client', 'connectedAccount'] as const).map(
            (name) => ({ name, kind: 'text', label: words.fields[name] }) as const,
          ),
        ]}
        columns={[
          {
            id: 'kind',
            header: words.kind,
            cell: (row) => (
              <button
                type="button"
                onClick={() => setShown(row)}
                className="text-left font-medium hover:text-accent"
              >
                {row.kind}
                {row.code && <code className="block text-xs font-normal text-soft">{row.code}</code>}
              </button>
            ),
          },
          {
            id: 'who',
            header: words.who,
            wide: true,
            cell: ({ tenant, user, client }) => (
              <code className="text-xs text-soft">
                {[tenant, user, client].filter(Boolean).join(' · ') || '–'}
              </code>
            ),
          },
          {
            id: 'outcome',
            header: words.outcome,
            cell: ({ outcome }) => <Badge tone={outcome === 'denied' ? 'bad' : 'ok'}>{words[outcome]}</Badge>,
          },
          { id: 'time', header: words.time, align: 'right', cell: ({ at }) => <Moment at={at} /> },
        ]}
      />
      <Entry row={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

function Entry({ row, onClose }: { row: AuditRow | null; onClose: () => void }) {
  const words = useWords().owner.audit;
  if (!row) return null;
  const ids = (['tenant', 'user', 'client', 'connectedAccount'] as const).flatMap((name) =>
    row[name] ? [[words.fields[name], <code key={name}>{row[name]}</code>] as const] : [],
  );
  return (
    <Dialog open onClose={onClose} title={`${words.title} ${row.id}`}>
      <Facts
        facts={[
          [words.kind, row.kind],
          [words.time, <ExactMoment key="at" at={row.at} />],
          ...ids,
          ...(row.ip ? [[words.from, row.ip] as const] : []),
        ]}
      />
      <Code text={JSON.stringify(row.detail, null, 2)} what={words.title} language="JSON" />
    </Dialog>
  );
}
