import type { TenantId } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';
import { memberPages, tenantPages } from './pages.ts';
import { tenantNamed } from './tenant-named.ts';

export const userList = command({
  name: 'user list',
  summary: 'show users, tenant by tenant',
  usage: `latchkey user list [--tenant <id>] [--json]

  --tenant <id>     only the members of this tenant
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS, tenant: { type: 'string' } },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store, config }) => {
      const show = async (tenantId: TenantId) => {
        for await (const page of memberPages(store, tenantId)) {
          const rows = page.map(({ email, name, role }) => ({ tenantId, email, name, role }));
          for (const line of listed(rows, values.json)) terminal.say(line);
        }
      };
      if (values.tenant) {
        await show((await tenantNamed(values.tenant, { store, config })).id);
        return 0;
      }
      for await (const page of tenantPages(store)) for (const { id } of page) await show(id);
      return 0;
    });
  },
});
