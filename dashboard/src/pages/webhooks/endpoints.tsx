import { Link } from '@tanstack/react-router';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import type { WebhookEndpoint } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { tell } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { EndpointDialog } from './endpoint-dialog.tsx';
import { operationFor, pageOf, type Whose } from './whose.ts';

const TONES: Record<WebhookEndpoint['state'], Tone> = { served: 'ok', failing: 'warn', disabled: 'bad' };

export function EndpointState({ state }: Pick<WebhookEndpoint, 'state'>) {
  return <Badge tone={TONES[state]}>{useWords().webhooks.states[state]}</Badge>;
}

/** The endpoints of the API's owner. */
export function OwnWebhooks() {
  const { webhooks: words, shell } = useWords();
  return (
    <Page title={shell.webhooks} lead={words.ownLead}>
      <Endpoints whose={null} />
    </Page>
  );
}

/** Where are events sent, and does it work? */
export function Endpoints({ whose }: { whose: Whose }) {
  const { webhooks: words, shell } = useWords();
  const found = useRead(operationFor(whose, 'listClientWebhooks'), { path: { client: whose ?? '' } });
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = (
    <Button weight="primary" icon={<Plus size={18} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  );
  const rows = found.data?.data.data ?? [];
  return (
    <>
      <List
        inside={whose !== null}
        label={shell.webhooks}
        title={shell.webhooks}
        action={rows.length > 0 && add}
        list={{ ...found, rows, more: undefined }}
        rowId={({ id }) => id}
        empty={{ icon: Webhook, title: words.empty, text: words.emptyText, action: add }}
        columns={[
          {
            id: 'url',
            header: words.url,
            cell: ({ id, url }) => (
              <Link to={pageOf(whose, id)} className="font-medium break-all hover:text-accent">
                {url}
              </Link>
            ),
          },
          { id: 'state', header: words.state, cell: ({ state }) => <EndpointState state={state} /> },
          {
            id: 'events',
            header: words.events,
            wide: true,
            cell: ({ events }) => (events.length === 0 ? words.allEvents : events.length),
          },
        ]}
      />
      {adding && (
        <EndpointDialog whose={whose} endpoint={null} onClose={() => setAdding(false)} onAdded={setSecret} />
      )}
      <SecretOnce
        title={words.secretShown}
        secret={secret}
        what={words.secretShown}
        onClose={() => {
          setSecret(null);
          tell(words.added);
        }}
      />
    </>
  );
}
