import { ListChecks } from 'lucide-react';
import { useRead } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';

/** The scopes that applications can ask for. */
export function Scopes() {
  const { owner, shell } = useWords();
  const words = owner.scopes;
  const found = useRead('describeApi', {});
  return (
    <Page title={shell.scopes} lead={words.lead}>
      <List
        label={shell.scopes}
        list={{ ...found, rows: found.data?.data.scopes ?? [], more: undefined }}
        rowId={({ name }) => name}
        empty={{ icon: ListChecks, title: words.empty }}
        columns={[
          { id: 'scope', header: words.scope, cell: ({ name }) => <code className="text-sm">{name}</code> },
          { id: 'title', header: words.title, cell: ({ title }) => title },
          { id: 'class', header: words.class, wide: true, cell: (scope) => scope.class },
          {
            id: 'covers',
            header: words.covers,
            wide: true,
            cell: ({ covers }) => <code className="text-sm text-soft">{covers.join(' ') || '–'}</code>,
          },
          {
            id: 'marks',
            header: words.marks,
            wide: true,
            cell: ({ selectsResources, platformsOnly, aboutUser }) => (
              <span className="flex flex-wrap gap-1">
                {selectsResources && <Badge>{words.selects}</Badge>}
                {platformsOnly && <Badge tone="accent">{words.platforms}</Badge>}
                {aboutUser && <Badge tone="warn">{words.aboutUser}</Badge>}
              </span>
            ),
          },
        ]}
      />
    </Page>
  );
}
