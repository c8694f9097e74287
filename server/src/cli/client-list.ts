import type { Client } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';
import { clientPages } from './pages.ts';
import { tenantNamed } from './tenant-named.ts';

export const clientList = command({
  name: 'client list',
  summary: 'show clients',
  usage: `latchkey client list [--tenant <id>] [--json]

Id, kind, who made it, tenant, name.
  --tenant <id>     only those of this tenant
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS, tenant: { type: 'string' } },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store, config }) => {
      if (values.tenant !== undefined) await tenantNamed(values.tenant, { store, config });
      const show = (page: Client[]) => {
        const rows = page
          .filter(({ tenantId }) => values.tenant === undefined || tenantId === values.tenant)
          .map(({ id, kind, origin, tenantId, name }) => ({ id, kind, origin, tenantId, name }));
        for (const line of listed(rows, values.json)) terminal.say(line);
      };
      for await (const page of clientPages(store)) show(page);
      return 0;
    });
  },
});
