import { Check, Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Role } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/index.ts';
import { RoleDialog } from './role-dialog.tsx';

/** Roles beside each other, one column each: a line says who may do one thing. */
export function Roles({ tenant }: { tenant: string }) {
  const { tenant: words } = useWords();
  const roles = useRead('listRoles', { path: { tenant } });
  const permissions = useRead('listPermissions', {}).data?.data.data ?? [];
  const [editing, setEditing] = useState<Role | 'new' | null>(null);
  if (roles.error) return <Failed error={roles.error} reset={() => void roles.refetch()} />;
  const all = roles.data?.data.data ?? [];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-soft">{words.rolesLead}</p>
        <Button icon={<Plus size={18} aria-hidden="true" />} onClick={() => setEditing('new')}>
          {words.newRole}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="relative overflow-x-auto" tabIndex={0} aria-label={words.tabs.roles}>
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left">
              <th scope="col" className="py-2 pr-4 font-medium text-soft">
                {words.permission}
              </th>
              {all.map((role) => (
                <th key={role.name} scope="col" className="px-3 py-2 text-center font-medium">
                  {role.madeBy === 'tenant' ? (
                    <Button
                      small
                      weight="quiet"
                      aria-label={words.editRole(role.title)}
                      onClick={() => setEditing(role)}
                    >
                      {role.title}
                    </Button>
                  ) : (
                    role.title
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.map(({ name, operations }) => (
              <tr key={name} className="border-b border-line last:border-0">
                <th scope="row" className="py-2 pr-4 text-left font-normal">
                  <code>{name}</code>
                  <span className="block text-xs text-soft">
                    {operations.map(({ method, path }) => `${method} ${path}`).join(', ')}
                  </span>
                </th>
                {all.map((role) => (
                  <td key={role.name} className="px-3 py-2 text-center">
                    <Permitted permitted={permits(role, name)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {editing !== null && (
        <RoleDialog
          tenant={tenant}
          role={editing === 'new' ? null : editing}
          permissions={permissions.map(({ name }) => name)}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

function Permitted({ permitted }: { permitted: boolean }) {
  const words = useWords().tenant;
  return (
    <>
      {permitted ? (
        <Check size={16} className="mx-auto text-ok" aria-hidden="true" />
      ) : (
        <Minus size={16} className="mx-auto text-soft" aria-hidden="true" />
      )}
      <span className="sr-only">{permitted ? words.permitted : words.notPermitted}</span>
    </>
  );
}

/** As the server reads a role: `*` stands for any characters. */
export function permits({ permissions }: Pick<Role, 'permissions'>, name: string): boolean {
  return permissions.some((pattern) => {
    const [first = '', ...rest] = pattern.split('*');
    if (rest.length === 0) return pattern === name;
    const last = rest.at(-1) ?? '';
    return name.startsWith(first) && name.endsWith(last) && name.length >= first.length + last.length;
  });
}
