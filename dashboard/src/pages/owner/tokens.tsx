import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { management } from '../../data/boot.ts';
import type { ManagementToken } from '../../data/management.ts';
import { useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { useWords } from '../../words/index.ts';
import { CreateToken } from './create-token.tsx';

/** The programs that manage this API: their scopes and their last use. */
export function Tokens() {
  const { owner, shell, ui } = useWords();
  const words = owner.tokens;
  const list = useList('listManagementTokens', {});
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ManagementToken | null>(null);
  const create = (
    <Button weight="primary" icon={<Plus size={18} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {words.create}
    </Button>
  );
  return (
    <Page title={shell.tokens} lead={words.lead} action={create}>
      <List
        label={shell.tokens}
        list={list}
        rowId={({ id }) => id}
        empty={{ icon: KeyRound, title: words.empty, text: words.emptyText, action: create }}
        columns={[
          {
            id: 'name',
            header: words.name,
            cell: ({ name, hint }) => (
              <>
                <span className="font-medium">{name}</span>
                <code className="block text-xs text-soft">…{hint}</code>
              </>
            ),
          },
          {
            id: 'scopes',
            header: words.scopes,
            wide: true,
            cell: ({ scopes }) => (
              <span className="flex flex-wrap gap-1">
                {scopes.map((scope) => (
                  <Badge key={scope}>{scope}</Badge>
                ))}
              </span>
            ),
          },
          { id: 'tenant', header: words.tenant, wide: true, cell: ({ tenant }) => tenant ?? words.wholeApi },
          {
            id: 'used',
            header: words.lastUsed,
            wide: true,
            cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} /> : ui.never),
          },
          { id: 'status', header: words.status, cell: (token) => <Status token={token} /> },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (token) =>
              stateOf(token) === 'active' && (
                <Button
                  small
                  weight="quiet"
                  aria-label={words.revokeTitle(token.name)}
                  onClick={() => setRevoking(token)}
                >
                  {words.revoke}
                </Button>
              ),
          },
        ]}
      />
      <CreateToken open={creating} onClose={() => setCreating(false)} onCreated={setSecret} />
      <SecretOnce title={words.shown} secret={secret} what={words.key} onClose={() => setSecret(null)}>
        <p>{words.tryIt}</p>
        <Code
          language="curl"
          what="curl"
          text={`curl ${location.origin}${management}/me \\\n  -H 'Authorization: Bearer ${secret}'`}
        />
      </SecretOnce>
      <Revoke token={revoking} onClose={() => setRevoking(null)} />
    </Page>
  );
}

function stateOf({ revokedAt, expiresAt }: ManagementToken): 'active' | 'expired' | 'revoked' {
  if (revokedAt) return 'revoked';
  return expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'active';
}

function Status({ token }: { token: ManagementToken }) {
  const words = useWords().owner.tokens;
  const state = stateOf(token);
  if (state === 'active' && token.expiresAt) {
    return (
      <Badge tone="ok">
        {words.expires} <Moment at={token.expiresAt} />
      </Badge>
    );
  }
  return <Badge tone={state === 'active' ? 'ok' : 'neutral'}>{words[state]}</Badge>;
}

function Revoke({ token, onClose }: { token: ManagementToken | null; onClose: () => void }) {
  const words = useWords().owner.tokens;
  if (!token) return null;
  return (
    <ConfirmedChange
      change="revokeManagementToken"
      input={{ path: { token: token.id } }}
      touches={['listManagementTokens']}
      title={words.revokeTitle(token.name)}
      action={words.revoke}
      text={words.revokeText}
      done={words.wasRevoked(token.name)}
      onClose={onClose}
    />
  );
}
