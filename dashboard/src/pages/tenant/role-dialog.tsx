import { useState } from 'react';
import type { Role } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { GroupError, TextField, Tick } from '../../ui/field.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

interface RoleDialogProps {
  tenant: string;
  /** `null` for a new one. */
  role: Role | null;
  permissions: readonly string[];
  onClose: () => void;
}

/** A role of the tenant's own: its permissions are picked from those that the API's document declares. */
export function RoleDialog({ tenant, role, permissions, onClose }: RoleDialogProps) {
  const words = useWords().tenant;
  const [name, setName] = useState(role?.name ?? '');
  const [title, setTitle] = useState(role?.title ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(role?.permissions ?? []);
  const known = useRead('getRole', { path: { tenant, role: role?.name ?? '' } }, { enabled: role !== null });
  const [base, setBase] = useState<string>();
  // The tag of what was there when the dialog opened, not of what is there now.
  if (base === undefined && known.data?.etag) setBase(known.data.etag);
  const save = useChange('saveRole', ['listRoles', 'getRole']);
  const submit = () =>
    save.mutate(
      { path: { tenant, role: name }, body: { title, permissions: chosen }, ifMatch: base },
      telling(words.savedRole, onClose),
    );
  const reload = async () => {
    const { data: now } = await known.refetch();
    if (now) {
      setTitle(now.data.title);
      setChosen(now.data.permissions);
      setBase(now.etag);
    }
    save.reset();
  };
  const toggle = (permission: string, ticked: boolean) =>
    setChosen(ticked ? [...chosen, permission] : chosen.filter((each) => each !== permission));
  const remove = useChange('removeRole', ['listRoles']);
  return (
    <FormDialog
      open
      onClose={onClose}
      title={role ? words.editRole(role.title) : words.newRole}
      action={words.saveRole}
      change={save}
      onSubmit={submit}
      onReload={() => void reload()}
    >
      <TextField label={words.roleTitle} value={title} onChange={setTitle} at="/title" />
      {role === null && (
        <TextField label={words.roleName} value={name} onChange={setName} monospace at="/name" />
      )}
      <fieldset className="grid max-h-72 gap-0.5 overflow-y-auto rounded-lg border border-line px-3 py-2">
        <legend className="text-sm font-medium">{words.permission}</legend>
        {[...new Set([...permissions, ...chosen])].map((permission) => (
          <Tick
            key={permission}
            label={<code className="text-sm">{permission}</code>}
            checked={chosen.includes(permission)}
            onChange={(ticked) => toggle(permission, ticked)}
          />
        ))}
      </fieldset>
      {role !== null && (
        <div>
          <Button
            small
            weight="danger"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(
                { path: { tenant, role: role.name } },
                telling(words.removedRole(role.title), onClose),
              )
            }
          >
            {words.removeRole}
          </Button>
          <Refusal refused={remove.error} />
        </div>
      )}
      <GroupError at="/permissions" />
    </FormDialog>
  );
}
