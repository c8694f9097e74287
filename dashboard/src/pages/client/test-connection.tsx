import { Link } from '@tanstack/react-router';
import { Cable } from 'lucide-react';
import type { ClientWithSecrets } from '../../data/management.ts';
import { useMe } from '../../data/me.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Refusal } from '../../ui/form.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';

/** Connects an application of the sandbox to its developer's own tenant, and shows commands that use it. */
export function TestConnection({ client }: { client: ClientWithSecrets }) {
  const { clients } = useWords();
  const words = clients.test;
  const me = useMe();
  const about = useRead('describeApi', {}).data?.data;
  const connect = useChange('createTestConnection', ['listClientConnections']);
  if (me === undefined || about === undefined || client.owner !== me.user.id) return null;
  const isForTests = client.mode === about.testMode;
  const made = connect.data;
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-line p-4">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2 className="font-semibold">{words.title}</h2>
          <p className="max-w-prose text-sm text-soft">
            {isForTests ? words.lead[about.testMode] : words.onlySandbox}
          </p>
        </div>
        {isForTests ? (
          <Button
            weight="primary"
            icon={<Cable size={16} aria-hidden="true" />}
            busy={connect.isPending}
            onClick={() => connect.mutate({ path: { client: client.id }, body: {} })}
          >
            {made ? words.again : words.connect}
          </Button>
        ) : (
          <OtherMode client={client} />
        )}
      </header>
      <Refusal refused={connect.error} />
      {made && (
        <>
          <Facts
            facts={[
              [clients.tenant, made.tenant],
              ...(made.connectedAccount
                ? [
                    [
                      words.account,
                      <Copyable key="account" text={made.connectedAccount} what={words.account} />,
                    ] as const,
                  ]
                : []),
              [clients.scopes, <code key="scopes">{made.scopes.join(' ')}</code>],
              [words.until, <ExactMoment key="until" at={made.expiresAt} />],
            ]}
          />
          <p className="text-sm">{client.kind === 'public' ? words.paste : words.pasteWithSecret}</p>
          <Code language="curl" what={words.commands} text={made.program} />
        </>
      )}
    </section>
  );
}

/** The same application in the other mode, beside this one; a first one takes over all that was typed here. */
export function OtherMode({ client: { id, pair, mode } }: { client: ClientWithSecrets }) {
  const words = useWords().clients;
  const other = mode === 'live' ? 'sandbox' : 'live';
  return pair ? (
    <Link to={`/applications/${encodeURIComponent(pair)}`} className={buttonClasses()}>
      {words.openPair[other]}
    </Link>
  ) : (
    <Link to="/applications/new" search={{ pair: id } as never} className={buttonClasses()}>
      {words.makePair[other]}
    </Link>
  );
}
