import { StartError } from '../config/environment/start-error.ts';
import { addressOf } from '../config/index.ts';
import { knownPermissions, roleProblems } from '../manage/roles/input.ts';
import type { TenantId } from '../model/index.ts';
import { inEnglish } from '../words/sentence.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { atTheTerminal, type Opened, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

const TENANT = { ...API_OPTIONS, tenant: { type: 'string' } } as const;

export const roleSet = command({
  name: 'role set',
  summary: 'make a role of one tenant, or give it other permissions',
  usage: `latchkey role set <name> <permission>… --tenant <id> [--title <title>]

  <permission>      one that an operation of the API needs; * stands for anything, :own at the end for the records
                    that the person owns
  --tenant <id>     the tenant whose role it is
  --title <title>   what people call it (default: the name)
${API_USAGE}`,
  options: { ...TENANT, title: { type: 'string' } },
  positionals: { least: 2, most: 101 },
  async run({ values, positionals }, terminal) {
    const [name = '', ...permissions] = positionals;
    return withStore('change', values, terminal, async (opened) => {
      const tenantId = await tenantOf(opened, values.tenant);
      const input = { name, title: values.title ?? name, permissions };
      const made = await opened.store.customRoles(tenantId);
      const known = knownPermissions(opened.config, await operationsOf(opened));
      const [problem] = Object.values(roleProblems(opened.config, input, made, known));
      if (problem !== undefined) throw new StartError(inEnglish(problem));
      const audit = [atTheTerminal('role.changed', { tenantId, detail: input })];
      await opened.store.saveCustomRole({ tenantId, ...input }, audit);
      terminal.say(`${name} in ${tenantId} permits ${permissions.join(', ')}, from the next call.`);
      return 0;
    });
  },
});

async function operationsOf({ config, file }: Opened) {
  // Loaded only here, as in doctor.ts.
  const { loadAllOperations } = await import('../openapi/domain-operations.ts');
  return (await loadAllOperations(file, { config, address: addressOf(config, { kind: 'public' }) }))
    .operations;
}

export const roleList = command({
  name: 'role list',
  summary: 'list the roles of the configuration, or those of one tenant as well',
  usage: `latchkey role list [--tenant <id>] [--json]

  --tenant <id>     with the roles that this tenant made
${LIST_USAGE}
${API_USAGE}`,
  options: { ...TENANT, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async (opened) => {
      const configured = Object.entries(opened.config.roles).map(([name, role]) => ({
        name,
        ...role,
        of: 'all',
      }));
      const own =
        values.tenant === undefined
          ? []
          : await opened.store.customRoles(await tenantOf(opened, values.tenant));
      const rows = [...configured, ...own.map((role) => ({ ...role, of: role.tenantId }))].map(
        ({ of, name, title, permissions }) => ({ of, name, title, permissions }),
      );
      const cells = ({ of, name, title, permissions }: (typeof rows)[number]) => [
        ...[of, name, title, permissions.join(' ')],
      ];
      for (const line of listed(rows, values.json, cells)) terminal.say(line);
      return 0;
    });
  },
});

export const roleRemove = command({
  name: 'role remove',
  summary: 'remove a role of one tenant that no member has',
  usage: `latchkey role remove <name> --tenant <id>
${API_USAGE}`,
  options: TENANT,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [name = ''] = positionals;
    return withStore('change', values, terminal, async (opened) => {
      const tenantId = await tenantOf(opened, values.tenant);
      const audit = [atTheTerminal('role.removed', { tenantId, detail: { name } })];
      switch (await opened.store.removeCustomRole({ tenantId, name, audit })) {
        case 'in_use':
          throw new StartError(`Somebody in ${tenantId} is ${name}: give them another role first.`);
        case 'unknown':
          throw new StartError(
            `${tenantId} has made no role ${name}: latchkey role list --tenant ${tenantId}.`,
          );
        case 'overtaken':
          throw new StartError(`The roles of ${tenantId} were changed at the same moment: try again.`);
        case 'removed':
          terminal.say(`Removed the role ${name} of ${tenantId}.`);
          return 0;
      }
    });
  },
});

async function tenantOf(opened: Opened, tenant: string | undefined): Promise<TenantId> {
  if (!tenant) throw new StartError('Name the tenant: --tenant <id>.');
  return (await tenantNamed(tenant, opened)).id;
}
