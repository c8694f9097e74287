import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import type { TenantId } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { NEW_USER_OPTIONS, NEW_USER_USAGE, userNamed } from './new-user.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

export const userAdd = command({
  name: 'user add',
  summary: 'add a user, or make one a member of another tenant',
  usage: `latchkey user add <email> --tenant <id> --role <role> [--name <name>] [--password-stdin]

  --tenant <id>     the tenant the user belongs to (latchkey tenant add)
  --role <role>     what they may do there: a role of the configuration, or one that the tenant made
${NEW_USER_USAGE}
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    ...NEW_USER_OPTIONS,
    tenant: { type: 'string' },
    role: { type: 'string' },
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    const { tenant, role } = values;
    if (!tenant || !role) throw new StartError('Name the membership: --tenant <id> and --role <role>.');

    return withStore('make', values, terminal, async ({ store, config }) => {
      const tenantId = await checkPlace(store, config, tenant, role);
      const user = await userNamed(email, values, { store, config, terminal });
      const membership = { tenantId, userId: user.id, role };
      const audit = [atTheTerminal('member.added', { tenantId, userId: user.id, detail: { role } })];
      if ((await store.addMembership(membership, audit)) === 'exists') {
        throw new StartError(`${email} is a member of ${tenant} already.`);
      }
      terminal.say(`${email} is ${role} in ${tenant}.`);
      return 0;
    });
  },
});

/** Checked before anything is added, so that a typo adds nothing. */
async function checkPlace(store: Store, config: ApiConfig, tenant: string, role: string): Promise<TenantId> {
  const found = await tenantNamed(tenant, { store, config });
  const roles = [
    ...Object.keys(config.roles),
    ...(await store.customRoles(found.id)).map(({ name }) => name),
  ];
  if (!roles.includes(role))
    throw new StartError(`There is no role ${role}: use one of ${roles.join(', ')}.`);
  return found.id;
}
