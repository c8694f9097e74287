import { StartError } from '../config/environment/start-error.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { confirmed } from './person.ts';

export const clientDelete = command({
  name: 'client delete',
  summary: 'delete a client with everything that was issued to it',
  usage: `latchkey client delete <id> --yes

  --yes             do it
${API_USAGE}`,
  options: { ...API_OPTIONS, yes: { type: 'boolean' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [id = ''] = positionals;
    return withStore('change', values, terminal, async ({ store }) => {
      const found = await store.client(id, Date.now());
      if (!found) throw new StartError(`There is no client ${id} (latchkey client list).`);
      const { id: clientId, name, tenantId, mode } = found.client;
      confirmed(values.yes, `This deletes ${name}, every connection to it, and its tokens.`);
      await store.deleteClient(id, [
        atTheTerminal('client.deleted', { clientId, tenantId, mode, detail: { name } }),
      ]);
      terminal.say(`Deleted ${id}.`);
      return 0;
    });
  },
});
