import type { Tenant } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { withStore } from './open-store.ts';
import { columns } from './terminal.ts';

const PAGE = 500;

export const tenantList: Command = {
  name: 'tenant list',
  summary: 'show tenants',
  usage: `latchkey tenant list

Id and name.
${API_USAGE}`,
  async run(args, terminal) {
    const options = API_OPTIONS;
    const { values } = readArgs('tenant list', args, options, { least: 0, most: 0 });
    return withStore('read', values, terminal, async ({ store }) => {
      for (let after: string | null = null; ; ) {
        const page: Tenant[] = await store.tenants({ after, limit: PAGE });
        for (const line of columns(page.map(({ id, name }) => [id, name]))) terminal.say(line);
        if (page.length < PAGE) return 0;
        after = page.at(-1)?.id ?? null;
      }
    });
  },
};
