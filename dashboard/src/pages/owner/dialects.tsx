import { Link } from '@tanstack/react-router';
import { Languages } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf } from '../../data/call.ts';
import { useRead } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';

type Dialect = AnswerOf<'listDialects'>['data'][number];

/** Which leniencies are in use, by whom, and until when? */
export function Dialects() {
  const { shell, running, locale } = useWords();
  const words = running.dialects;
  const found = useRead('listDialects', {});
  const [shown, setShown] = useState<Dialect | null>(null);
  const number = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  // Those in use come first.
  const rows = (found.data?.data.data ?? []).toSorted((one, other) => rank(other) - rank(one));
  return (
    <Page title={shell.dialects} lead={words.lead}>
      <List
        label={shell.dialects}
        list={{ ...found, rows, more: undefined }}
        rowId={({ name }) => name}
        empty={{ icon: Languages, title: words.empty }}
        columns={[
          {
            id: 'name',
            header: words.dialect,
            cell: ({ name, risk }) => (
              <>
                <code className="text-sm font-medium">{name}</code>
                <span className="block max-w-prose text-sm text-soft">{risk}</span>
              </>
            ),
          },
          {
            id: 'who',
            header: words.who,
            cell: (dialect) => (
              <span className="flex flex-wrap items-center gap-1.5">
                {dialect.forAll && <Badge tone="warn">{words.everybody}</Badge>}
                {dialect.clients > 0 && (
                  <Button small weight="quiet" onClick={() => setShown(dialect)}>
                    {words.clients(dialect.clients)}
                  </Button>
                )}
                {!isOn(dialect) && <Badge>{words.off}</Badge>}
                {dialect.sunset && (
                  <span className="text-sm text-soft md:hidden">
                    {words.sunset} {day.format(new Date(dialect.sunset))}
                  </span>
                )}
              </span>
            ),
          },
          {
            id: 'requests',
            header: words.requests,
            align: 'right',
            wide: true,
            cell: ({ requests }) => number.format(requests),
          },
          {
            id: 'sunset',
            header: words.sunset,
            wide: true,
            cell: ({ sunset }) => (sunset ? day.format(new Date(sunset)) : '–'),
          },
        ]}
      />
      <NamedClients title={shown?.name ?? ''} use={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

const isOn = ({ forAll, clients }: Dialect) => forAll || clients > 0;
const rank = (dialect: Dialect) => dialect.requests + (isOn(dialect) ? 1 : 0);

interface Use {
  clients: number;
  by: readonly { id: string; name: string; lastUsedAt: string | null }[];
}

/** The clients that have a dialect or a scope, each with its last use. */
export function NamedClients({
  title,
  use,
  onClose,
}: {
  title: string;
  use: Use | null;
  onClose: () => void;
}) {
  const { running, clients, ui } = useWords();
  if (!use) return null;
  return (
    <Dialog open onClose={onClose} title={title}>
      <ul className="grid divide-y divide-line">
        {use.by.map(({ id, name, lastUsedAt }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
            <Link to={`/owner/clients/${encodeURIComponent(id)}`} className="font-medium hover:text-accent">
              {name}
            </Link>
            <span className="text-sm text-soft">
              {clients.lastUsed}: {lastUsedAt ? <Moment at={lastUsedAt} /> : ui.never}
            </span>
          </li>
        ))}
      </ul>
      {use.clients > use.by.length && (
        <p className="text-sm text-soft">{running.dialects.andMore(use.clients - use.by.length)}</p>
      )}
    </Dialog>
  );
}
