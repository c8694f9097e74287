import { Link } from '@tanstack/react-router';
import { Blocks, Plus } from 'lucide-react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { useMe } from '../../data/me.ts';
import { useList } from '../../data/queries.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { useClientColumns, useClientFilters } from '../client/columns.tsx';

/** The applications of a developer, each with its state. */
export function Applications() {
  const { clients: words, shell } = useWords();
  const me = useMe();
  const [filters] = useFilters();
  const query = { ...asked(filters, ['search', 'mode', 'state']), owner: me?.user.id };
  const list = useList('listClients', { query } as Input<'listClients'>, { enabled: me !== undefined });
  const fields = useClientFilters();
  const create = (
    <Link to="/applications/new" className={buttonClasses('primary')}>
      <Plus size={18} aria-hidden="true" />
      {words.create}
    </Link>
  );
  return (
    <Page title={shell.applications} lead={words.lead} action={create}>
      <List
        label={shell.applications}
        list={list}
        rowId={({ id }) => id}
        filters={[fields.search, fields.mode, fields.state]}
        empty={{ icon: Blocks, title: words.empty, text: words.emptyText, action: create }}
        columns={useClientColumns('/applications')}
      />
    </Page>
  );
}
