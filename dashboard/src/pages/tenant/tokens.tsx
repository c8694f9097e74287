import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { PersonalToken } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import type { FilterField } from '../../ui/filters.tsx';
import { type FetchedList, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';

/** Which scripts of its people have a key? */
export function PersonalTokens({ tenant }: { tenant: string }) {
  return <TokenList inside list={useList('listTokens', { path: { tenant }, query: {} })} />;
}

interface TokenListProps {
  list: FetchedList<PersonalToken>;
  filters?: readonly FilterField[];
  inside?: boolean;
  /** Tokens of all tenants: each says which one it is for. */
  ofAll?: boolean;
}

/** Personal access tokens, each with a way to revoke it. */
export function TokenList({ list, filters = [], inside = false, ofAll = false }: TokenListProps) {
  const { tenant: words, owner, ui } = useWords();
  const { tokens } = owner;
  const [revoking, setRevoking] = useState<PersonalToken | null>(null);
  return (
    <>
      <List
        inside={inside}
        label={words.tabs.tokens}
        list={list}
        filters={filters}
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
          {
            id: 'of',
            header: words.person,
            cell: ({ user, tenant }) => (
              <>
                <Link
                  to={`/owner/users/${encodeURIComponent(user.id)}`}
                  className="block min-h-6 hover:text-accent"
                >
                  {user.name}
                </Link>
                {ofAll && (
                  <Link
                    to={`/owner/tenants/${encodeURIComponent(tenant)}`}
                    className="block min-h-6 text-xs wrap-anywhere text-soft hover:text-accent"
                  >
                    <code>{tenant}</code>
                  </Link>
                )}
              </>
            ),
          },
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
          { id: 'state', header: tokens.status, wide: true, cell: (token) => <Status of={token} /> },
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
          change="revokeAnyToken"
          input={{ path: { token: revoking.id } }}
          touches={['listTokens', 'listAllTokens']}
          title={tokens.revokeTitle(revoking.name)}
          action={tokens.revoke}
          text={tokens.revokeText}
          done={tokens.wasRevoked(revoking.name)}
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
