import { StartError } from '../config/environment/start-error.ts';
import { OPERATOR_ROLES } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { NEW_USER_OPTIONS, NEW_USER_USAGE, userNamed } from './new-user.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { personOf } from './person.ts';

export const operatorSet = command({
  name: 'operator set',
  summary: 'let somebody operate the API at the dashboard',
  usage: `latchkey operator set <email> [--role owner|auditor] [--name <name>] [--password-stdin]

Somebody who is no user yet is added, without a place at a tenant.
  --role <role>     owner: may change everything (default); auditor: may read everything
${NEW_USER_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...NEW_USER_OPTIONS, role: { type: 'string', default: 'owner' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    const role = OPERATOR_ROLES.find((each) => each === values.role);
    if (!role) throw new StartError(`--role: use ${OPERATOR_ROLES.join(' or ')}.`);
    return withStore('make', values, terminal, async ({ store, config }) => {
      const { handOver, passwords } = config.signInBy;
      // With another way to sign in, a user who is added here would be a second one beside that of their sign-in.
      const { id: userId } =
        passwords && !handOver
          ? await userNamed(email, values, { store, config, terminal })
          : await personOf(email, store, 'they sign in once first');
      const audit = [atTheTerminal('operator.set', { userId, detail: { role } })];
      const outcome = await store.setOperator({ userId, role, createdAt: Date.now() }, audit);
      if (outcome === 'last_owner') throw new StartError(lastOwner(email));
      terminal.say(`${email} may ${role === 'owner' ? 'change' : 'read'} everything at the dashboard.`);
      return 0;
    });
  },
});

export const operatorList = command({
  name: 'operator list',
  summary: 'show the users who operate the API',
  usage: `latchkey operator list [--json]

E-mail address and role.
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store }) => {
      const rows = (await store.operators()).map(({ operator, user }) => ({
        email: user.email,
        role: operator.role,
      }));
      for (const line of listed(rows, values.json)) terminal.say(line);
      return 0;
    });
  },
});

export const operatorRemove = command({
  name: 'operator remove',
  summary: 'end a user’s right to operate the API; they stay a user',
  usage: `latchkey operator remove <email>

${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    return withStore('change', values, terminal, async ({ store }) => {
      const { id: userId } = await personOf(email, store);
      const audit = [atTheTerminal('operator.removed', { userId })];
      const outcome = await store.removeOperator({ userId, audit });
      if (outcome === 'last_owner') throw new StartError(lastOwner(email));
      if (outcome === 'unknown') throw new StartError(`${email} is no operator (latchkey operator list).`);
      terminal.say(`${email} operates the API no longer.`);
      return 0;
    });
  },
});

function lastOwner(email: string): string {
  return `${email} is the only owner: make somebody else one first (latchkey operator set).`;
}
