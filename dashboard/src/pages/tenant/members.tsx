import { Plus, Users } from 'lucide-react';
import { useState } from 'react';
import type { Member } from '../../data/management.ts';
import { useChange, useList } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { Choice, type Option } from '../../ui/select.tsx';
import { DataTable } from '../../ui/table.tsx';
import { tell } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { Invitations } from './invitations.tsx';
import { useRoleOptions } from './role-options.ts';

/** The people of a tenant and their roles. */
export function Members({ tenant }: { tenant: string }) {
  const words = useWords().tenant;
  const list = useList('listMembers', { path: { tenant } });
  const roles = useRoleOptions(tenant);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const signOut = useChange('signOutMember', []);
  const add = (
    <Button icon={<Plus size={18} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  );
  return (
    <div className="grid gap-4">
      <div className="flex justify-end">{add}</div>
      <DataTable
        label={words.tabs.members}
        rows={list.rows}
        more={list.more}
        loading={list.isPending}
        rowId={({ user }) => user}
        empty={<Empty icon={Users} title={words.empty} action={add} />}
        columns={[
          {
            id: 'person',
            header: words.person,
            cell: ({ name, email }) => (
              <>
                <span className="font-medium">{name}</span>
                <span className="block text-sm text-soft">{email}</span>
              </>
            ),
          },
          {
            id: 'role',
            header: words.role,
            cell: (member) => <RoleOf tenant={tenant} member={member} roles={roles} />,
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (member) => (
              <span className="inline-flex flex-wrap justify-end gap-1 lg:flex-nowrap">
                <Button
                  small
                  weight="quiet"
                  aria-label={`${words.signOut}: ${member.name}`}
                  onClick={() =>
                    signOut.mutate(
                      { path: { tenant, user: member.user } },
                      { onSuccess: () => tell(words.signedOut(member.name)) },
                    )
                  }
                >
                  {words.signOut}
                </Button>
                <Button
                  small
                  weight="quiet"
                  aria-label={words.removeTitle(member.name)}
                  onClick={() => setRemoving(member)}
                >
                  {words.remove}
                </Button>
              </span>
            ),
          },
        ]}
      />
      <Refusal refused={signOut.error} />
      <Invitations tenant={tenant} roles={roles} />
      <Add tenant={tenant} roles={roles} open={adding} onClose={() => setAdding(false)} />
      <Remove tenant={tenant} member={removing} onClose={() => setRemoving(null)} />
    </div>
  );
}

interface RoleOfProps {
  tenant: string;
  member: Member;
  roles: readonly Option[];
}

function RoleOf({ tenant, member, roles }: RoleOfProps) {
  const words = useWords().tenant;
  const change = useChange('changeMember', ['listMembers']);
  const titleOf = (role: string) => roles.find(({ value }) => value === role)?.label ?? role;
  return (
    <div className="min-w-36">
      <Choice
        label={`${words.role}: ${member.name}`}
        hidesLabel
        value={member.role}
        options={roles}
        onChange={(role) =>
          change.mutate(
            { path: { tenant, user: member.user }, body: { role } },
            { onSuccess: () => tell(words.changed(member.name, titleOf(role))) },
          )
        }
        error={change.error?.message}
      />
    </div>
  );
}

interface AddProps {
  tenant: string;
  roles: readonly Option[];
  open: boolean;
  onClose: () => void;
}

function Add({ tenant, roles, open, onClose }: AddProps) {
  const words = useWords().tenant;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('');
  const add = useChange('addMember', ['listMembers']);
  const chosen = role || roles.at(-1)?.value || '';
  const submit = () =>
    add.mutate(
      { path: { tenant }, body: { email, role: chosen } },
      {
        onSuccess({ name }) {
          tell(words.added(name));
          setEmail('');
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
      <TextField
        label={words.email}
        hint={words.emailHint}
        type="email"
        value={email}
        onChange={setEmail}
        error={add.error?.at('/email')}
      />
      <Choice
        label={words.role}
        value={chosen}
        options={roles}
        onChange={setRole}
        error={add.error?.at('/role')}
      />
    </FormDialog>
  );
}

interface RemoveProps {
  tenant: string;
  member: Member | null;
  onClose: () => void;
}

function Remove({ tenant, member, onClose }: RemoveProps) {
  const words = useWords().tenant;
  if (!member) return null;
  return (
    <ConfirmedChange
      change="removeMember"
      input={{ path: { tenant, user: member.user } }}
      touches={['listMembers']}
      title={words.removeTitle(member.name)}
      action={words.remove}
      text={words.removeText}
      onDone={() => {
        tell(words.removed(member.name));
        onClose();
      }}
      onClose={onClose}
    />
  );
}
