import { Cable } from 'lucide-react';
import { useState } from 'react';
import { useFilters } from '../../data/filters.ts';
import type { ClientConnection, ClientWithSecrets } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';
import { ConnectionState } from '../connections/badges.tsx';

/** Which customers are connected, and is each connection in use? It names no people. */
export function ClientConnections({ client }: { client: ClientWithSecrets }) {
  const { clients, connections, ui } = useWords();
  const words = clients.connected;
  const [, set] = useFilters();
  const list = useList('listClientConnections', { path: { client: client.id }, query: {} });
  const [ending, setEnding] = useState<ClientConnection | null>(null);
  return (
    <>
      <List
        inside
        label={clients.tabs.connections}
        list={list}
        rowId={({ id }) => id}
        empty={{ icon: Cable, title: words.empty, text: words.emptyText }}
        columns={[
          {
            id: 'account',
            header: connections.account,
            cell: ({ id, tenant, tenantName }) => (
              <>
                <span className="block font-medium">{tenantName ?? tenant}</span>
                <code className="block text-xs text-soft">{id}</code>
              </>
            ),
          },
          {
            id: 'state',
            header: connections.state,
            cell: ({ status }) => <ConnectionState state={status} />,
          },
          {
            id: 'scopes',
            header: clients.scopes,
            wide: true,
            cell: ({ scopes }) => <code className="text-xs text-soft">{scopes.join(' ')}</code>,
          },
          {
            id: 'used',
            header: clients.lastUsed,
            wide: true,
            cell: ({ lastUsed }) =>
              lastUsed ? (
                <span className="flex flex-wrap items-center gap-2">
                  <Moment at={lastUsed.hour} />
                  {!lastUsed.allowed && <Badge tone="bad">{words.onlyRefused}</Badge>}
                </span>
              ) : (
                ui.never
              ),
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (each) => (
              <span className="inline-flex flex-wrap justify-end gap-1">
                <Button small weight="quiet" onClick={() => set({ tab: 'usage', connectedAccount: each.id })}>
                  {clients.tabs.usage}
                </Button>
                {each.status !== 'revoked' && (
                  <Button
                    small
                    weight="quiet"
                    aria-label={words.endTitle(each.tenantName ?? each.tenant)}
                    onClick={() => setEnding(each)}
                  >
                    {words.end}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {ending && (
        <ConfirmedChange
          change="endClientConnection"
          input={{ path: { client: client.id, account: ending.id } }}
          touches={['listClientConnections']}
          title={words.endTitle(ending.tenantName ?? ending.tenant)}
          action={words.end}
          text={words.endText}
          done={words.ended}
          onClose={() => setEnding(null)}
        />
      )}
    </>
  );
}
