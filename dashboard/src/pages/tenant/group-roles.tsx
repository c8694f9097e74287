import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useChange, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { Choice } from '../../ui/select.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { useRoleOptions } from './role-options.ts';

interface GroupRole {
  group: string;
  role: string;
}

/** Which role do groups of the tenant's directory or provider get? */
export function GroupRoles({ tenant }: { tenant: string }) {
  const { tenant: tenantWords } = useWords();
  const words = tenantWords.groups;
  const rows = useRead('listGroupRoles', { path: { tenant } }).data?.data.data;
  const roles = useRoleOptions(tenant);
  const [editing, setEditing] = useState(false);
  if (!rows) return null;
  const titleOf = (role: string) => roles.find(({ value }) => value === role)?.label ?? role;
  return (
    <section className="mt-6 grid gap-3 border-t border-line pt-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose">
          <h2 className="font-semibold">{words.title}</h2>
          <p className="text-sm text-soft">{words.lead}</p>
        </div>
        <Button onClick={() => setEditing(true)}>{words.change}</Button>
      </div>
      {rows.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {rows.map(({ group, role }) => (
            <li key={group} className="flex flex-wrap justify-between gap-x-4 px-4 py-2">
              <span>{group}</span>
              <span className="text-soft">{titleOf(role)}</span>
            </li>
          ))}
        </ul>
      )}
      {editing && <Edit tenant={tenant} rows={rows} onClose={() => setEditing(false)} />}
    </section>
  );
}

interface EditProps {
  tenant: string;
  rows: readonly GroupRole[];
  onClose: () => void;
}

function Edit({ tenant, rows, onClose }: EditProps) {
  const { tenant: tenantWords } = useWords();
  const words = tenantWords.groups;
  const roles = useRoleOptions(tenant);
  const none = { group: '', role: roles.at(-1)?.value ?? '' };
  const [draft, setDraft] = useState<readonly GroupRole[]>(rows.length > 0 ? rows : [none]);
  const set = useChange('setGroupRoles', ['listGroupRoles', 'listMembers']);
  const put = (at: number, changed: Partial<GroupRole>) =>
    setDraft(draft.map((row, index) => (index === at ? { ...row, ...changed } : row)));
  const submit = () =>
    set.mutate(
      { path: { tenant }, body: { data: draft.filter(({ group }) => group.trim() !== '') } },
      telling(words.saved, onClose),
    );
  return (
    <FormDialog open onClose={onClose} title={words.title} action={words.save} change={set} onSubmit={submit}>
      {draft.map(({ group, role }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than what is typed in it
        <div key={at} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
          <TextField label={words.group} value={group} onChange={(next) => put(at, { group: next })} />
          <Choice
            label={tenantWords.role}
            value={role}
            options={roles}
            onChange={(next) => put(at, { role: next })}
          />
          <Button
            weight="quiet"
            aria-label={words.remove(group)}
            icon={<Trash2 size={16} aria-hidden="true" />}
            onClick={() => setDraft(draft.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <div>
        <Button small icon={<Plus size={16} aria-hidden="true" />} onClick={() => setDraft([...draft, none])}>
          {words.add}
        </Button>
      </div>
    </FormDialog>
  );
}
