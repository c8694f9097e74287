import { Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { useChange, useList } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { Choice } from '../../ui/select.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

const DAYS = [1, 7, 30, 90, 365];

/** Who may register applications, where not everybody may? */
export function RegistrationTokens() {
  const { clients, owner, ui } = useWords();
  const words = clients.registered.tokens;
  const list = useList('listRegistrationTokens', { query: {} });
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const end = useChange('endRegistrationToken', ['listRegistrationTokens']);
  const create = (
    <Button small icon={<Plus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {owner.tokens.create}
    </Button>
  );
  return (
    <>
      <List
        title={words.title}
        label={words.title}
        list={list}
        action={create}
        rowId={({ id }) => id}
        empty={{ icon: Ticket, title: words.empty, text: words.emptyText }}
        columns={[
          {
            id: 'created',
            header: words.made,
            cell: ({ createdAt }) => <Moment at={createdAt} />,
          },
          { id: 'left', header: words.left, cell: ({ clientsLeft }) => clientsLeft ?? words.anyNumber },
          {
            id: 'until',
            header: owner.tokens.expires,
            cell: ({ expiresAt }) => (expiresAt ? <Moment at={expiresAt} /> : ui.never),
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: ({ id }) => (
              <Button
                small
                weight="quiet"
                onClick={() => end.mutate({ path: { token: id } }, telling(words.ended))}
              >
                {words.end}
              </Button>
            ),
          },
        ]}
      />
      {creating && <Create onClose={() => setCreating(false)} onCreated={setSecret} />}
      <SecretOnce title={words.shown} secret={secret} what={owner.tokens.key} onClose={() => setSecret(null)}>
        <p>{words.use}</p>
      </SecretOnce>
    </>
  );
}

function Create({ onClose, onCreated }: { onClose: () => void; onCreated: (token: string) => void }) {
  const { clients, owner } = useWords();
  const words = clients.registered.tokens;
  const [draft, setDraft] = useState({ days: '30', clients: '1' });
  const create = useChange('createRegistrationToken', ['listRegistrationTokens']);
  const submit = () =>
    create.mutate(
      {
        body: {
          days: Number(draft.days),
          clients: draft.clients.trim() === '' ? null : Number(draft.clients),
        },
      },
      {
        onSuccess({ token }) {
          onCreated(token);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={owner.tokens.create}
      action={owner.tokens.create}
      change={create}
      onSubmit={submit}
    >
      <p>{words.emptyText}</p>
      <TextField
        label={words.clients}
        hint={words.clientsHint}
        type="number"
        value={draft.clients}
        onChange={(next) => setDraft({ ...draft, clients: next })}
        at="/clients"
      />
      <Choice
        label={owner.tokens.expires}
        value={draft.days}
        options={DAYS.map((each) => ({ value: String(each), label: owner.tokens.inDays(each) }))}
        onChange={(days) => setDraft({ ...draft, days })}
        at="/days"
      />
    </FormDialog>
  );
}
