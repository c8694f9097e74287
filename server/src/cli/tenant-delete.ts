import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { confirmed } from './person.ts';
import { tenantNamed } from './tenant-named.ts';

/** A command has no session to continue a partial deletion, so it deletes everything at once. */
const ALL = Number.MAX_SAFE_INTEGER;

export const tenantDelete = command({
  name: 'tenant delete',
  summary: 'delete a tenant with its memberships, roles, connections, tokens and clients',
  usage: `latchkey tenant delete <id> --yes

The people stay, without this place. The log keeps what happened.
  --yes             do it
${API_USAGE}`,
  options: { ...API_OPTIONS, yes: { type: 'boolean' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [id = ''] = positionals;
    return withStore('change', values, terminal, async ({ store, config }) => {
      const tenant = await tenantNamed(id, { store, config });
      const { word } = config.tenant;
      const tenantId = tenant.id;
      const members = (await store.membersOf({ tenantId, after: null, limit: ALL })).length;
      confirmed(
        values.yes,
        `This deletes ${tenant.name} with its members (${members}), all connections, tokens and clients.`,
      );
      const detail = { name: tenant.name, members };
      await store.deleteTenant({ tenantId, audit: [atTheTerminal('tenant.deleted', { tenantId, detail })] });
      terminal.say(`Deleted ${word} ${tenantId}.`);
      return 0;
    });
  },
});
