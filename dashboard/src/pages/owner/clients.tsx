import { Blocks } from 'lucide-react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { useList } from '../../data/queries.ts';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { useClientColumns, useClientFilters } from '../client/columns.tsx';

/** All applications; those that wait for approval can be filtered. */
export function Clients() {
  const { clients: words, shell } = useWords();
  const [filters] = useFilters();
  const query = asked(filters, ['search', 'state', 'kind', 'mode', 'origin', 'tenant']);
  const list = useList('listClients', { query } as Input<'listClients'>);
  const fields = useClientFilters();
  return (
    <Page title={shell.clients} lead={words.allClients}>
      <List
        label={shell.clients}
        list={list}
        rowId={({ id }) => id}
        filters={[fields.search, fields.state, fields.kind, fields.mode, fields.origin]}
        empty={{ icon: Blocks, title: words.empty }}
        columns={useClientColumns('/owner/clients')}
      />
    </Page>
  );
}
