import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { PersonalToken } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { tell } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

/** Which scripts of its people have a key? */
export function PersonalTokens({ tenant }: { tenant: string }) {
  const { tenant: words, owner, ui } = useWords();
  const { tokens } = owner;
  const list = useList('listTokens', { path: { tenant }, query: {} });
  const [revoking, setRevoking] = useState<PersonalToken | null>(null);
  return (
    <>
      <List
        inside
        label={words.tabs.tokens}
        list={list}
        rowId={({ id }) => id}
        empty={{ icon: KeyRound, title: words.tokens.empty, text: words.tokens.emptyText }}
        columns={[
          {
            id: 'name',
            header: tokens.name,
            cell: ({ name, hint, mode }) => (
              <>
                <span className="font-medium">{name}</span>
                <code className="block text-xs text-soft">
                  …{hint}
                  {mode === 'sandbox' && ' · sandbox'}
                </code>
              </>
            ),
          },
          { id: 'of', header: words.person, cell: ({ user }) => user.name },
          {
            id: 'scopes',
            header: tokens.scopes,
            wide: true,
            cell: ({ scopes, resources }) => (
              <>
                {scopes.map(({ title }) => title).join(', ')}
                {resources && (
                  <span className="block text-xs text-soft">{words.tokens.limited(resources.length)}</span>
                )}
              </>
            ),
          },
          {
            id: 'used',
            header: tokens.lastUsed,
            wide: true,
            cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} /> : ui.never),
          },
          { id: 'state', header: tokens.status, cell: (token) => <Status of={token} /> },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (token) =>
              token.state === 'live' && (
                <Button
                  small
                  weight="quiet"
                  aria-label={tokens.revokeTitle(token.name)}
                  onClick={() => setRevoking(token)}
                >
                  {tokens.revoke}
                </Button>
              ),
          },
        ]}
      />
      {revoking && (
        <ConfirmedChange
          change="revokeToken"
          input={{ path: { tenant, token: revoking.id } }}
          touches={['listTokens']}
          title={tokens.revokeTitle(revoking.name)}
          action={tokens.revoke}
          text={tokens.revokeText}
          onDone={() => {
            tell(tokens.wasRevoked(revoking.name));
            setRevoking(null);
          }}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function Status({ of: { state, expiresAt } }: { of: PersonalToken }) {
  const { tokens } = useWords().owner;
  if (state !== 'live') return <Badge>{tokens[state]}</Badge>;
  return (
    <Badge tone="ok">
      {expiresAt ? (
        <>
          {tokens.expires} {<Moment at={expiresAt} />}
        </>
      ) : (
        tokens.active
      )}
    </Badge>
  );
}
