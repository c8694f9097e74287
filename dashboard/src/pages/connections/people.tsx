import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useState } from 'react';
import type { Connection } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';
import { ConnectionState } from './badges.tsx';
import { type ConnectionPath, TOUCHES } from './narrow.tsx';

/** The people who authorized a platform's connection. The part of one can end while those of others go on. */
export function People({ path }: { path: ConnectionPath }) {
  const { connections: words, clients } = useWords();
  const list = useList('listParts', { path });
  const [ending, setEnding] = useState<Connection | null>(null);
  return (
    <>
      <List
        title={words.whoConnected}
        label={words.whoConnected}
        list={list}
        rowId={({ id }) => id}
        empty={{ icon: Users, title: words.empty }}
        columns={[
          {
            id: 'person',
            header: words.by,
            cell: ({ user }) => (
              <Link
                to={`/owner/users/${encodeURIComponent(user.id)}`}
                className="font-medium hover:text-accent"
              >
                {user.name}
                <span className="block text-sm font-normal text-soft">{user.email}</span>
              </Link>
            ),
          },
          {
            id: 'scopes',
            header: clients.scopes,
            wide: true,
            cell: ({ scopes }) => (
              <span title={scopes.map(({ title }) => title).join('\n')}>{words.scopes(scopes.length)}</span>
            ),
          },
          { id: 'state', header: words.state, cell: ({ state }) => <ConnectionState state={state} /> },
          {
            id: 'allowed',
            header: words.allowed,
            wide: true,
            cell: ({ authorizedAt }) => <Moment at={authorizedAt} />,
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (part) =>
              part.state !== 'revoked' && (
                <Button
                  small
                  weight="quiet"
                  aria-label={words.endPartTitle(part.user.name)}
                  onClick={() => setEnding(part)}
                >
                  {words.endPart}
                </Button>
              ),
          },
        ]}
      />
      {ending && (
        <ConfirmedChange
          change="withdrawPart"
          input={{ path: { ...path, connection: ending.id } }}
          touches={TOUCHES}
          title={words.endPartTitle(ending.user.name)}
          action={words.endPart}
          text={words.endPartText(ending.client.name, ending.user.name)}
          done={words.endedPart(ending.user.name)}
          onClose={() => setEnding(null)}
        />
      )}
    </>
  );
}
