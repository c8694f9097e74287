import { Link } from '@tanstack/react-router';
import { Plus, Users as UsersIcon } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import { type RowOf, useChange, useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

/** The people who can sign in. */
export function Users() {
  const { owner, shell } = useWords();
  const words = owner.users;
  const [filters] = useFilters();
  const list = useList('listUsers', { query: asked(filters, ['search']) } as Input<'listUsers'>);
  const [creating, setCreating] = useState(false);
  const create = (
    <Button weight="primary" icon={<Plus size={18} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {words.create}
    </Button>
  );
  return (
    <Page title={shell.users} lead={words.lead} action={create}>
      <List
        label={shell.users}
        list={list}
        rowId={({ id }) => id}
        filters={[{ name: 'search', kind: 'text', label: words.search }]}
        empty={{ icon: UsersIcon, title: words.empty, action: create }}
        columns={[
          {
            id: 'name',
            header: words.name,
            cell: ({ id, name, email, hasPassword }) => (
              <>
                <Link to={`/owner/users/${encodeURIComponent(id)}`} className="font-medium hover:text-accent">
                  {name}
                </Link>
                <span className="flex flex-wrap items-center gap-2 text-sm wrap-anywhere text-soft">
                  {email}
                  {!hasPassword && <Badge>{words.noPassword}</Badge>}
                </span>
              </>
            ),
          },
          {
            id: 'tenants',
            header: words.memberships,
            cell: ({ memberships }) => <Places of={memberships} />,
          },
          {
            id: 'since',
            header: words.since,
            wide: true,
            cell: ({ createdAt }) => <Moment at={createdAt} />,
          },
        ]}
      />
      <Create open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

/** The first of somebody's tenants, and how many more there are. */
function Places({ of }: { of: RowOf<'listUsers'>['memberships'] }) {
  const [first, second, ...others] = of;
  if (!first) return <span className="text-soft">–</span>;
  return (
    <>
      {[first, ...(second ? [second] : [])].map(({ tenant, tenantName }) => (
        <Link
          key={tenant}
          to={`/owner/tenants/${encodeURIComponent(tenant)}`}
          className="block min-h-6 hover:text-accent"
        >
          {tenantName}
        </Link>
      ))}
      {others.length > 0 && <span className="text-sm text-soft">+ {others.length}</span>}
    </>
  );
}

const FIRST = { name: '', email: '', password: '' };

function Create({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords().owner.users;
  const [draft, setDraft] = useState(FIRST);
  const create = useChange('createUser', ['listUsers']);
  const submit = () => {
    const { password, ...body } = draft;
    create.mutate(
      { body: { ...body, ...(password === '' ? {} : { password }) } },
      telling(
        ({ name }) => words.created(name),
        () => {
          setDraft(FIRST);
          onClose();
        },
      ),
    );
  };
  const field = (name: keyof typeof FIRST) => ({
    label: words[name],
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    at: `/${name}`,
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={words.create}
      action={words.create}
      change={create}
      onSubmit={submit}
    >
      <TextField {...field('name')} autoComplete="off" />
      <TextField {...field('email')} type="email" autoComplete="off" />
      <TextField
        {...field('password')}
        type="password"
        hint={words.passwordHint}
        autoComplete="new-password"
      />
    </FormDialog>
  );
}
