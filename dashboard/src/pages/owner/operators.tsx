import { Plus, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { Operator } from '../../data/management.ts';
import { useMe } from '../../data/me.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Choice } from '../../ui/select.tsx';
import { useWords } from '../../words/index.ts';

/** The people who operate the API. */
export function Operators() {
  const words = useWords().owner.operators;
  const me = useMe();
  const found = useRead('listOperators', {});
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Operator | null>(null);
  const add = (
    <Button weight="primary" icon={<Plus size={18} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  );
  return (
    <Page title={words.title} lead={words.lead} action={add}>
      <List
        label={words.title}
        list={{ ...found, rows: found.data?.data.data ?? [], more: undefined }}
        rowId={({ user }) => user}
        empty={{ icon: ShieldCheck, title: words.empty, action: add }}
        columns={[
          { id: 'name', header: words.name, cell: ({ name }) => <span className="font-medium">{name}</span> },
          { id: 'email', header: words.email, cell: ({ email }) => email },
          {
            id: 'role',
            header: words.role,
            cell: ({ role }) => (
              <Badge tone={role === 'owner' ? 'accent' : 'neutral'}>{words.shortRoles[role]}</Badge>
            ),
          },
          { id: 'since', header: words.since, wide: true, cell: ({ since }) => <Moment at={since} /> },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (operator) =>
              operator.user !== me?.user.id && (
                <Button
                  small
                  weight="quiet"
                  aria-label={words.removeTitle(operator.name)}
                  onClick={() => setRemoving(operator)}
                >
                  {words.remove}
                </Button>
              ),
          },
        ]}
      />
      <Add open={adding} onClose={() => setAdding(false)} />
      <Remove operator={removing} onClose={() => setRemoving(null)} />
    </Page>
  );
}

function Add({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords().owner.operators;
  const [user, setUser] = useState('');
  const [role, setRole] = useState<Operator['role']>('auditor');
  const add = useChange('setOperator', ['listOperators']);
  const submit = () =>
    add.mutate(
      { path: { user }, body: { role } },
      {
        onSuccess() {
          setUser('');
          onClose();
        },
      },
    );
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={words.add}
      action={words.add}
      change={add}
      onSubmit={submit}
    >
      <TextField label={words.user} hint={words.userHint} value={user} onChange={setUser} monospace />
      <Choice
        label={words.role}
        value={role}
        onChange={(next) => setRole(next as Operator['role'])}
        options={[
          { value: 'auditor', label: words.roles.auditor },
          { value: 'owner', label: words.roles.owner },
        ]}
      />
    </FormDialog>
  );
}

function Remove({ operator, onClose }: { operator: Operator | null; onClose: () => void }) {
  const words = useWords().owner.operators;
  if (!operator) return null;
  return (
    <ConfirmedChange
      change="removeOperator"
      input={{ path: { user: operator.user } }}
      touches={['listOperators']}
      title={words.removeTitle(operator.name)}
      action={words.remove}
      text={words.removeText}
      done={words.removed(operator.name)}
      onClose={onClose}
    />
  );
}
