import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf } from '../../data/call.ts';
import { useRead } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { NamedClients } from './dialects.tsx';

type Use = AnswerOf<'listScopes'>['data'][number];

/** The scopes that applications can ask for, and what asks for each. */
export function Scopes() {
  const { owner, shell, running } = useWords();
  const words = owner.scopes;
  const found = useRead('describeApi', {});
  const uses = useRead('listScopes', {}).data?.data.data;
  const [shown, setShown] = useState<Use | null>(null);
  return (
    <Page title={shell.scopes} lead={words.lead}>
      <List
        label={shell.scopes}
        list={{ ...found, rows: found.data?.data.scopes ?? [], more: undefined }}
        rowId={({ name }) => name}
        empty={{ icon: ListChecks, title: words.empty }}
        columns={[
          {
            id: 'scope',
            header: words.scope,
            cell: ({ name, title, selectsResources, platformsOnly, aboutUser }) => (
              <>
                <span className="font-medium">{title}</span>
                <code className="block text-sm text-soft">{name}</code>
                <span className="mt-1 flex flex-wrap gap-1 empty:hidden">
                  {selectsResources && <Badge>{words.selects}</Badge>}
                  {platformsOnly && <Badge tone="accent">{words.platforms}</Badge>}
                  {aboutUser && <Badge tone="warn">{words.aboutUser}</Badge>}
                </span>
              </>
            ),
          },
          { id: 'class', header: words.class, wide: true, cell: (scope) => scope.class },
          {
            id: 'opens',
            header: words.opens,
            wide: true,
            cell: ({ name }) => {
              const operations = uses?.find((use) => use.name === name)?.operations ?? [];
              return (
                <code title={operations.join('\n')} className="line-clamp-2 text-sm text-soft">
                  {operations.join(', ') || '–'}
                </code>
              );
            },
          },
          {
            id: 'clients',
            header: words.askedBy,
            align: 'right',
            cell: ({ name }) => {
              const use = uses?.find((each) => each.name === name);
              if (!use || use.clients === 0) return <span className="text-soft">{use ? '–' : '…'}</span>;
              return (
                <Button small weight="quiet" onClick={() => setShown(use)}>
                  {running.dialects.clients(use.clients)}
                </Button>
              );
            },
          },
        ]}
      />
      <NamedClients title={shown?.title ?? ''} use={shown} onClose={() => setShown(null)} />
    </Page>
  );
}
