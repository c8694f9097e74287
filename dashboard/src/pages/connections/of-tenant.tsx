import { Link } from '@tanstack/react-router';
import { Cable } from 'lucide-react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';
import { ConnectionState } from './badges.tsx';

/** Who can act in this tenant, for whom, and when did they last? */
export function TenantConnections({ tenant }: { tenant: string }) {
  const { connections: words, tenant: tenantWords, clients, ui } = useWords();
  const [filters] = useFilters();
  const query = asked(filters, ['state']);
  const list = useList('listConnections', { path: { tenant }, query } as Input<'listConnections'>);
  return (
    <List
      inside
      label={tenantWords.tabs.connections}
      list={list}
      rowId={({ id }) => id}
      empty={{ icon: Cable, title: words.empty, text: words.emptyText }}
      filters={[
        {
          name: 'state',
          kind: 'choice',
          label: words.state,
          options: [{ value: 'revoked', label: words.states.revoked }],
        },
      ]}
      columns={[
        {
          id: 'client',
          header: words.client,
          cell: ({ id, client, openAlerts }) => (
            <span className="flex flex-wrap items-center gap-2">
              <Link
                to={`/owner/tenants/${encodeURIComponent(tenant)}/connections/${encodeURIComponent(id)}`}
                className="font-medium hover:text-accent"
              >
                {client.name}
              </Link>
              {openAlerts > 0 && <Badge tone="warn">{words.alerts.count(openAlerts)}</Badge>}
            </span>
          ),
        },
        {
          id: 'who',
          header: words.by,
          wide: true,
          cell: ({ user, people }) => (people > 1 ? words.people(people) : user.name),
        },
        { id: 'state', header: words.state, cell: ({ state }) => <ConnectionState state={state} /> },
        {
          id: 'scopes',
          header: clients.scopes,
          wide: true,
          cell: ({ scopes }) => (
            <span title={scopes.map(({ title }) => title).join('\n')}>{words.scopes(scopes.length)}</span>
          ),
        },
        {
          id: 'used',
          header: clients.lastUsed,
          align: 'right',
          cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} /> : ui.never),
        },
      ]}
    />
  );
}
