import { Mail } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../data/me.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Choice, type Option } from '../../ui/select.tsx';
import { DataTable } from '../../ui/table.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

interface Props {
  tenant: string;
  roles: readonly Option[];
}

/** Who was invited and has not come yet? A manager of the tenant invites, in their own name; an operator can take one back. */
export function Invitations({ tenant, roles }: Props) {
  const { tenant: words } = useWords();
  const me = useMe();
  const found = useRead('listInvitations', { path: { tenant } });
  const [inviting, setInviting] = useState(false);
  const again = useChange('inviteMemberAgain', ['listInvitations']);
  const withdraw = useChange('withdrawInvitation', ['listInvitations']);
  const manages = me?.memberships.some((each) => each.tenant === tenant && each.manages) ?? false;
  const titleOf = (role: string) => roles.find(({ value }) => value === role)?.label ?? role;
  const rows = found.data?.data.data ?? [];
  return (
    <section className="grid gap-3 border-t border-line pt-5">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2 className="font-semibold">{words.invitations.title}</h2>
          <p className="text-sm text-soft">
            {manages ? words.invitations.lead : words.invitations.byManagers}
          </p>
        </div>
        {manages && (
          <Button icon={<Mail size={16} aria-hidden="true" />} onClick={() => setInviting(true)}>
            {words.invitations.invite}
          </Button>
        )}
      </header>
      <Refusal refused={again.error ?? withdraw.error} />
      <DataTable
        label={words.invitations.title}
        rows={rows}
        loading={found.isPending}
        rowId={({ id }) => id}
        empty={<Empty icon={Mail} title={words.invitations.empty} />}
        columns={[
          { id: 'email', header: words.email, cell: ({ email }) => email },
          { id: 'role', header: words.role, wide: true, cell: ({ role }) => titleOf(role) },
          {
            id: 'until',
            header: words.invitations.until,
            cell: ({ expired, expiresAt }) =>
              expired ? <Badge tone="warn">{words.invitations.expired}</Badge> : <Moment at={expiresAt} />,
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: ({ id, email }) => (
              <span className="inline-flex flex-wrap justify-end gap-1">
                {manages && (
                  <Button
                    small
                    weight="quiet"
                    aria-label={`${words.invitations.again}: ${email}`}
                    onClick={() =>
                      again.mutate(
                        { path: { tenant, invitation: id } },
                        telling(words.invitations.sent(email)),
                      )
                    }
                  >
                    {words.invitations.again}
                  </Button>
                )}
                <Button
                  small
                  weight="quiet"
                  aria-label={`${words.invitations.withdraw}: ${email}`}
                  onClick={() =>
                    withdraw.mutate(
                      { path: { tenant, invitation: id } },
                      telling(words.invitations.withdrawn(email)),
                    )
                  }
                >
                  {words.invitations.withdraw}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {inviting && <Invite tenant={tenant} roles={roles} onClose={() => setInviting(false)} />}
    </section>
  );
}

function Invite({ tenant, roles, onClose }: Props & { onClose: () => void }) {
  const { tenant: words } = useWords();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState(roles.at(-1)?.value ?? '');
  const invite = useChange('inviteMember', ['listInvitations']);
  const submit = () =>
    invite.mutate(
      { path: { tenant }, body: { email, role } },
      telling(words.invitations.sent(email), onClose),
    );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.invitations.invite}
      action={words.invitations.invite}
      change={invite}
      onSubmit={submit}
    >
      <TextField label={words.email} type="email" value={email} onChange={setEmail} at="/email" />
      <Choice label={words.role} value={role} options={roles} onChange={setRole} at="/role" />
    </FormDialog>
  );
}
