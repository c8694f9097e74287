import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ClientSecret, ClientWithSecrets } from '../../data/management.ts';
import { useChange } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { Moment } from '../../ui/moment.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { Choice } from '../../ui/select.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useWords } from '../../words/index.ts';
import { OtherMode } from './test-connection.tsx';

/** The id, and the secrets with a way to change one without an interruption. */
export function Credentials({ client }: { client: ClientWithSecrets }) {
  const { clients: words, ui } = useWords();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<ClientSecret | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="grid gap-5">
      <Facts
        facts={[
          [words.id, <Copyable key="id" text={client.id} what={words.id} />],
          [words.createdAt, <Moment key="created" at={client.createdAt} />],
          [words.lastUsed, client.lastUsedAt ? <Moment key="used" at={client.lastUsedAt} /> : ui.never],
          [words.pair, <OtherMode key="pair" client={client} />],
        ]}
      />
      {client.kind !== 'public' && (
        <section className="rounded-lg border border-line">
          <header className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
            <div>
              <h2 className="font-semibold">{words.secrets}</h2>
              <p className="text-sm text-soft">{words.secretsLead}</p>
            </div>
            <Button onClick={() => setAdding(true)}>{words.newSecret}</Button>
          </header>
          <DataTable
            label={words.secrets}
            rows={client.secrets}
            rowId={({ id }) => id}
            empty={<Empty icon={KeyRound} title={ui.none} />}
            columns={[
              { id: 'hint', header: words.secret, cell: ({ hint }) => <code>…{hint}</code> },
              {
                id: 'created',
                header: words.secretCreated,
                cell: ({ createdAt }) => <Moment at={createdAt} />,
              },
              {
                id: 'ends',
                header: words.secretEnds,
                cell: ({ expiresAt }) => (expiresAt ? <Moment at={expiresAt} /> : ui.never),
              },
              {
                id: 'actions',
                header: '',
                align: 'right',
                cell: (each) => (
                  <Button
                    small
                    weight="quiet"
                    aria-label={words.endSecretTitle(each.hint)}
                    onClick={() => setEnding(each)}
                  >
                    {words.endSecret}
                  </Button>
                ),
              },
            ]}
          />
        </section>
      )}
      <AddSecret client={client.id} open={adding} onClose={() => setAdding(false)} onAdded={setSecret} />
      <EndSecret client={client.id} secret={ending} onClose={() => setEnding(null)} />
      <SecretOnce
        title={words.secretShown}
        secret={secret}
        what={words.secret}
        onClose={() => setSecret(null)}
      />
    </div>
  );
}

interface AddProps {
  client: string;
  open: boolean;
  onClose: () => void;
  onAdded: (secret: string) => void;
}

function AddSecret({ client, open, onClose, onAdded }: AddProps) {
  const words = useWords().clients;
  const [days, setDays] = useState('1');
  const add = useChange('addClientSecret', ['getClient']);
  const submit = () =>
    add.mutate(
      { path: { client }, body: { overlapDays: Number(days) as 0 | 1 | 7 } },
      {
        onSuccess({ secret }) {
          onClose();
          onAdded(secret);
        },
      },
    );
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={words.newSecret}
      action={words.newSecret}
      change={add}
      onSubmit={submit}
    >
      <p>{words.newSecretText}</p>
      <Choice
        label={words.secretEnds}
        value={days}
        onChange={setDays}
        options={Object.entries(words.overlaps).map(([value, label]) => ({ value, label }))}
      />
    </FormDialog>
  );
}

interface EndProps {
  client: string;
  secret: ClientSecret | null;
  onClose: () => void;
}

function EndSecret({ client, secret, onClose }: EndProps) {
  const words = useWords().clients;
  if (!secret) return null;
  return (
    <ConfirmedChange
      change="endClientSecret"
      input={{ path: { client, secret: secret.id } }}
      touches={['getClient']}
      title={words.endSecretTitle(secret.hint)}
      action={words.endSecret}
      text={words.endSecretText}
      done={words.secretEnded}
      onClose={onClose}
    />
  );
}
