import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import { newId } from '../lib/ids.ts';
import type { TenantId, User } from '../model/index.ts';
import { knownOf } from '../signin/chosen-password.ts';
import { hashPassword } from '../signin/passwords.ts';
import type { Store } from '../store/store.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { newPassword, readPassword } from './password.ts';
import { tenantNamed } from './tenant-named.ts';

export const userAdd = command({
  name: 'user add',
  summary: 'add a user, or make one a member of another tenant',
  usage: `latchkey user add <email> --tenant <id> --role <role> [--name <name>] [--password-stdin]

  --tenant <id>     the tenant the user belongs to (latchkey tenant add)
  --role <role>     what they may do there: a role of the configuration, or one that the tenant made
  --name <name>     what people call them (default: the part before the @)
  --password-stdin  read the password from standard input; without it, one is made and shown once
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    tenant: { type: 'string' },
    role: { type: 'string' },
    name: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    const { tenant, role } = values;
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new StartError(`${email} is no e-mail address.`);
    if (!tenant || !role) throw new StartError('Name the membership: --tenant <id> and --role <role>.');

    return withStore('make', values, terminal, async ({ store, config }) => {
      const tenantId = await checkPlace(store, config, tenant, role);
      let user = await store.userByEmail(email);
      if (user && (values.name || values['password-stdin'])) {
        throw new StartError(`${email} has an account already: leave out --name and --password-stdin.`);
      }
      if (!user) {
        const given = values['password-stdin']
          ? await readPassword(terminal.input, knownOf(config, { email, name: values.name ?? '' }))
          : null;
        const password = given ?? newPassword();
        user = await addUser(store, email, values.name, password);
        terminal.say(`Added ${email}.`);
        if (!given) terminal.say(`Password, shown only now: ${password}`);
      }
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

async function addUser(
  store: Store,
  email: string,
  name: string | undefined,
  password: string,
): Promise<User> {
  const user: User = {
    id: newId('usr'),
    email,
    name: name ?? email.split('@')[0] ?? email,
    passwordHash: await hashPassword(password),
    createdAt: Date.now(),
  };
  const audit = [atTheTerminal('user.created', { userId: user.id })];
  if ((await store.addUser(user, audit)) === 'exists') {
    throw new StartError(`Somebody added ${email} at the same moment: try again.`);
  }
  return user;
}
