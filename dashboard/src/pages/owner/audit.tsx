import { Link } from '@tanstack/react-router';
import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { addressOf, type Input } from '../../data/call.ts';
import { asked, dayAt, useFilters } from '../../data/filters.ts';
import { AUDIT_KINDS, type AuditRow } from '../../data/management.ts';
import { useList, useRead } from '../../data/queries.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { Facts, Notice } from '../../ui/card.tsx';
import { Checks, Recorded } from '../../ui/checks.tsx';
import { Code } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Dotted } from '../../ui/dotted.tsx';
import { List } from '../../ui/list.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { About, namesIn, Outcome, useOutcomeFilter } from '../audit-cells.tsx';

const FILTERS = ['about', 'kind', 'outcome', 'tenant', 'user', 'client', 'connectedAccount'] as const;
const IDS = ['tenant', 'user', 'client', 'connectedAccount'] as const;

/** The audit log: search and export. */
export function Audit() {
  const { owner, shell } = useWords();
  const words = owner.audit;
  const byOutcome = useOutcomeFilter();
  const [filters] = useFilters();
  const [shown, setShown] = useState<AuditRow | null>(null);
  const query = { ...asked(filters, FILTERS), since: dayAt(filters.since), until: dayAt(filters.until, 1) };
  const list = useList('listAuditRows', { query: { ...query, limit: 100 } } as Input<'listAuditRows'>);
  const names = namesIn(list.data?.pages ?? []);
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
          {
            name: 'about',
            kind: 'choice',
            label: words.about,
            options: [
              { value: 'calls', label: words.calls },
              { value: 'events', label: words.events },
            ],
          },
          {
            name: 'kind',
            kind: 'choice',
            label: words.kind,
            options: AUDIT_KINDS.toSorted().map((kind) => ({ value: kind, label: kind })),
          },
          byOutcome,
          { name: 'since', kind: 'date', label: words.since },
          { name: 'until', kind: 'date', label: words.until },
          ...IDS.map((name) => ({ name, kind: 'text', label: words.fields[name] }) as const),
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
                <Dotted text={row.kind} />
                {row.code && <code className="block text-xs font-normal text-soft">{row.code}</code>}
              </button>
            ),
          },
          {
            id: 'who',
            header: words.who,
            wide: true,
            cell: (row) => <About of={row} names={names} />,
          },
          {
            id: 'outcome',
            header: words.outcome,
            cell: (row) => <Outcome {...row} />,
          },
          { id: 'time', header: words.time, align: 'right', cell: ({ at }) => <Moment at={at} /> },
        ]}
      />
      <Entry row={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

const PAGES: Partial<Record<string, string>> = { tenant: 'tenants', user: 'users', client: 'clients' };

function Entry({ row, onClose }: { row: AuditRow | null; onClose: () => void }) {
  const words = useWords().owner.audit;
  if (!row) return null;
  const ids = IDS.flatMap((name) => {
    const id = row[name];
    return id ? [[words.fields[name], <Id key={name} id={id} page={PAGES[name]} />] as const] : [];
  });
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
      {row.kind === 'api.called' && <Explained row={row.id} />}
      <Code text={JSON.stringify(row.detail, null, 2)} what={words.title} language="JSON" />
    </Dialog>
  );
}

/** How a call was decided, check by check. */
function Explained({ row }: { row: number }) {
  const { calls } = useWords();
  const explained = useRead('explainCall', { path: { row: String(row) } }).data?.data;
  const codes = useRead('listRefusalCodes', {}, { enabled: explained?.outcome === 'denied' }).data?.data.data;
  if (!explained) return null;
  const known = codes?.find(({ code }) => code === explained.code);
  return (
    <>
      {known && <Notice tone="bad">{known.means}</Notice>}
      <Checks checks={explained.checks} said={explained.said} />
      {explained.helps && <p>{explained.helps}</p>}
      {explained.said && <Facts facts={[[calls.said, <Recorded key="said">{explained.said}</Recorded>]]} />}
    </>
  );
}

/** An id, as a link where it has a page. */
function Id({ id, page }: { id: string; page: string | undefined }) {
  if (page === undefined) return <code>{id}</code>;
  return (
    <Link to={`/owner/${page}/${encodeURIComponent(id)}`} className="underline hover:text-accent">
      <code>{id}</code>
    </Link>
  );
}
