import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { unmanagedSince } from './last-manager.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { confirmed, personOf } from './person.ts';

export const userDelete: Command = {
  name: 'user delete',
  summary: 'delete a user; the audit log keeps only their id',
  usage: `latchkey user delete <email> --yes

Deletes name, address and password, every place, session, connection and token. The log is not changed: it
knows people by their id, which nothing leads back from any more.
  --yes             do it
${API_USAGE}`,
  async run(args, terminal) {
    const options = { ...API_OPTIONS, yes: { type: 'boolean' } } as const;
    const { values, positionals } = readArgs('user delete', args, options, { least: 1, most: 1 });
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
};
