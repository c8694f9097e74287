import { Plus, Users } from 'lucide-react';
import { useState } from 'react';
import type { Member } from '../../data/management.ts';
import { useChange, useList } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { Choice, type Option } from '../../ui/select.tsx';
import { DataTable } from '../../ui/table.tsx';
import { telling } from '../../ui/toast.tsx';
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
  const [resetting, setResetting] = useState<Member | null>(null);
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
                      telling(words.signedOut(member.name)),
                    )
                  }
                >
                  {words.signOut}
                </Button>
                <Button
                  small
                  weight="quiet"
                  aria-label={words.resetTitle(member.name)}
                  onClick={() => setResetting(member)}
                >
                  {words.reset}
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
      {resetting && <NewPassword tenant={tenant} member={resetting} onClose={() => setResetting(null)} />}
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
            telling(words.changed(member.name, titleOf(role))),
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
      telling(
        ({ name }) => words.added(name),
        () => {
          setEmail('');
          onClose();
        },
      ),
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
        at="/email"
      />
      <Choice label={words.role} value={chosen} options={roles} onChange={setRole} at="/role" />
    </FormDialog>
  );
}

interface NewPasswordProps {
  tenant: string;
  member: Member;
  onClose: () => void;
}

/** Makes a password that somebody hands over, for a person who cannot reset it by mail. */
function NewPassword({ tenant, member, onClose }: NewPasswordProps) {
  const words = useWords().tenant;
  const reset = useChange('resetMemberPassword', []);
  const password = reset.data?.password ?? null;
  return (
    <>
      <Confirm
        open={password === null}
        title={words.resetTitle(member.name)}
        action={words.reset}
        busy={reset.isPending}
        onConfirm={() => reset.mutate({ path: { tenant, user: member.user } })}
        onClose={onClose}
      >
        <p>{words.resetText}</p>
        <Refusal refused={reset.error} />
      </Confirm>
      <SecretOnce
        title={words.newPassword(member.name)}
        secret={password}
        what={words.password}
        onClose={onClose}
      />
    </>
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
      done={words.removed(member.name)}
      onClose={onClose}
    />
  );
}
