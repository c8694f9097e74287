import { StartError } from '../config/environment/start-error.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { unmanagedSince } from './last-manager.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { personOf } from './person.ts';
import { tenantNamed } from './tenant-named.ts';

export const userRemove = command({
  name: 'user remove',
  summary: 'end a membership, with the user’s connections and tokens in that tenant',
  usage: `latchkey user remove <email> --tenant <id>

  --tenant <id>     the tenant that they leave; their other memberships stay
${API_USAGE}`,
  options: { ...API_OPTIONS, tenant: { type: 'string' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    if (!values.tenant) throw new StartError('Name the tenant that the user leaves: --tenant <id>.');
    const { tenant } = values;
    return withStore('change', values, terminal, async ({ store, config }) => {
      const { id: tenantId } = await tenantNamed(tenant, { store, config });
      const { id: userId } = await personOf(email, store);
      const place = await store.membership(userId, tenantId);
      const detail = place ? { role: place.role } : {};
      const audit = [atTheTerminal('member.removed', { tenantId, userId, detail })];
      const outcome = await store.removeMember({ tenantId, userId, now: Date.now(), audit });
      if (outcome === 'unknown')
        throw new StartError(`${email} is no member of ${tenantId} (latchkey user list).`);
      terminal.say(`${email} has left ${tenantId}: their connections and tokens there have ended.`);
      for (const each of await unmanagedSince(place ? [place] : [], config, store)) terminal.say(each);
      return 0;
    });
  },
});
