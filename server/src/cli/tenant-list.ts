import type { Tenant } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';

const PAGE = 500;

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
      for (let after: string | null = null; ; ) {
        const page: Tenant[] = await store.tenants({ after, limit: PAGE });
        const rows = page.map(({ id, name }) => ({ id, name }));
        for (const line of listed(rows, values.json)) terminal.say(line);
        if (page.length < PAGE) return 0;
        after = page.at(-1)?.id ?? null;
      }
    });
  },
});
