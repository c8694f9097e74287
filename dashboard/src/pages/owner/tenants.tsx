import { Link } from '@tanstack/react-router';
import { Building2, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import type { Tenant } from '../../data/management.ts';
import { useChange, useList } from '../../data/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

/** All customers of the API. */
export function Tenants() {
  const { owner, shell, ui } = useWords();
  const words = owner.tenants;
  const [filters] = useFilters();
  const query = { limit: 100, ...asked(filters, ['search']) };
  const list = useList('listTenants', { query } as Input<'listTenants'>);
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<Tenant | null>(null);
  const create = (
    <Button weight="primary" icon={<Plus size={18} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {words.create}
    </Button>
  );
  return (
    <Page title={shell.tenants} lead={words.lead} action={create}>
      <List
        label={shell.tenants}
        list={list}
        rowId={({ id }) => id}
        filters={[{ name: 'search', kind: 'text', label: words.search }]}
        empty={{ icon: Building2, title: words.empty, text: words.emptyText, action: create }}
        columns={[
          {
            id: 'name',
            header: words.name,
            cell: ({ id, name, forTests }) => (
              <>
                <Link
                  to={`/owner/tenants/${encodeURIComponent(id)}`}
                  className="font-medium hover:text-accent"
                >
                  {name}
                </Link>{' '}
                {forTests && <Badge>{words.forTests}</Badge>}
              </>
            ),
          },
          {
            id: 'id',
            header: words.id,
            wide: true,
            cell: ({ id }) => <code className="text-sm text-soft">{id}</code>,
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (tenant) => (
              <Button
                small
                weight="quiet"
                aria-label={`${words.remove}: ${tenant.name}`}
                icon={<Trash2 size={15} aria-hidden="true" />}
                onClick={() => setRemoving(tenant)}
              >
                {ui.delete}
              </Button>
            ),
          },
        ]}
      />
      <Create open={creating} onClose={() => setCreating(false)} />
      <Remove tenant={removing} onClose={() => setRemoving(null)} />
    </Page>
  );
}

function Create({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords().owner.tenants;
  const [draft, setDraft] = useState({ id: '', name: '' });
  const create = useChange('createTenant', ['listTenants']);
  const submit = () =>
    create.mutate(
      { body: draft },
      telling(
        ({ name }) => words.created(name),
        () => {
          setDraft({ id: '', name: '' });
          onClose();
        },
      ),
    );
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={words.create}
      action={words.create}
      change={create}
      onSubmit={submit}
    >
      <TextField
        label={words.name}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        at="/name"
      />
      <TextField
        label={words.id}
        hint={words.idHint}
        value={draft.id}
        onChange={(id) => setDraft({ ...draft, id })}
        at="/id"
        monospace
      />
    </FormDialog>
  );
}

function Remove({ tenant, onClose }: { tenant: Tenant | null; onClose: () => void }) {
  const words = useWords().owner.tenants;
  if (!tenant) return null;
  return (
    <ConfirmedChange
      change="deleteTenant"
      input={{ path: { tenant: tenant.id } }}
      touches={['listTenants']}
      title={words.remove}
      action={words.remove}
      text={words.removeText(tenant.name)}
      done={words.removed(tenant.name)}
      onClose={onClose}
    />
  );
}
