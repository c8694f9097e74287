import { StartError } from '../config/environment/start-error.ts';
import { TenantId } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';

export const tenantAdd = command({
  name: 'tenant add',
  summary: 'add a tenant, which is a customer of the API',
  usage: `latchkey tenant add <id> [--name <name>]

  <id>              its id in your API, such as org_acme
  --name <name>     what people call it (default: the id)
${API_USAGE}`,
  options: { ...API_OPTIONS, name: { type: 'string' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [id = ''] = positionals;
    if (!/^[\x21-\x7e]{1,100}$/.test(id)) {
      throw new StartError('The id of a tenant is up to 100 characters of plain ASCII without spaces.');
    }
    return withStore('make', values, terminal, async ({ store, config }) => {
      const tenant = { id: TenantId(id), name: values.name ?? id };
      const audit = [atTheTerminal('tenant.created', { tenantId: tenant.id, detail: { name: tenant.name } })];
      if ((await store.addTenant(tenant, audit)) === 'exists') {
        throw new StartError(`The ${config.tenant.word} ${id} is there already (latchkey tenant list).`);
      }
      terminal.say(`Added ${config.tenant.word} ${id} (${tenant.name}).`);
      return 0;
    });
  },
});
