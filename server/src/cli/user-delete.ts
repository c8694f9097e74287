import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { unmanagedSince } from './last-manager.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { confirmed, personOf } from './person.ts';

export const userDelete = command({
  name: 'user delete',
  summary: 'delete a user; the audit log keeps only their id',
  usage: `latchkey user delete <email> --yes

Deletes name, address and password, every place, session, connection and token. The log is not changed: it
knows people by their id, which nothing leads back from any more.
  --yes             do it
${API_USAGE}`,
  options: { ...API_OPTIONS, yes: { type: 'boolean' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    return withStore('change', values, terminal, async ({ store, config }) => {
      const { id: userId } = await personOf(email, store);
      const memberships = await store.membershipsOf(userId);
      const places = memberships.map(({ tenantId }) => tenantId);
      confirmed(values.yes, `This deletes ${email}, who is a member of ${places.join(', ') || 'no tenant'}.`);
      await store.deletePerson({ userId, audit: [atTheTerminal('user.deleted', { userId })] });
      terminal.say(`Deleted. The audit log still names them as ${userId}.`);
      for (const each of await unmanagedSince(memberships, config, store)) terminal.say(each);
      return 0;
    });
  },
});
