import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';
import { tenantPages } from './pages.ts';

export const tenantList = command({
  name: 'tenant list',
  summary: 'show tenants',
  usage: `latchkey tenant list [--json]

Id and name.
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store }) => {
      for await (const page of tenantPages(store)) {
        const rows = page.map(({ id, name }) => ({ id, name }));
        for (const line of listed(rows, values.json)) terminal.say(line);
      }
      return 0;
    });
  },
});
