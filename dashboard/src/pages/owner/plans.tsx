import { Gauge } from 'lucide-react';
import type { Limits } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { lasting } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useWords } from '../../words/index.ts';

/** The rate plans, with their limits. */
export function Plans() {
  const { owner, shell } = useWords();
  const words = owner.plans;
  const found = useRead('describeApi', {});
  if (found.error) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const about = found.data?.data;
  return (
    <Page title={shell.plans} lead={words.lead}>
      {about && <LimitCard title={words.ofApi} limits={about.limits} />}
      {Object.entries(about?.plans ?? {}).map(([name, limits]) => (
        <LimitCard key={name} title={name} limits={limits} />
      ))}
      <p className="text-sm text-soft">{words.assign}</p>
    </Page>
  );
}

function LimitCard({ title, limits }: { title: string; limits: Limits }) {
  const { owner, locale } = useWords();
  const words = owner.plans;
  const number = new Intl.NumberFormat(locale);
  const rows = [
    ...Object.entries(limits.parties).map(([name, windows]) => ({
      who: words.parties[name] ?? name,
      windows,
    })),
    ...Object.entries(limits.scopeClasses).map(([name, windows]) => ({
      who: words.scopeClass(name),
      windows,
    })),
  ];
  return (
    <Card flush title={title}>
      <DataTable
        label={title}
        rows={rows}
        rowId={({ who }) => who}
        empty={<Empty icon={Gauge} title={words.unlimited} />}
        columns={[
          { id: 'who', header: words.who, cell: ({ who }) => who },
          {
            id: 'limit',
            header: words.limit,
            align: 'right',
            cell: ({ windows }) =>
              windows
                .map(({ calls, per }) => words.window(number.format(calls), lasting(per, locale)))
                .join(', '),
          },
        ]}
      />
    </Card>
  );
}
