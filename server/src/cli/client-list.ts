import type { Client } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';
import { columns } from './terminal.ts';

const PAGE = 500;

export const clientList: Command = {
  name: 'client list',
  summary: 'show clients',
  usage: `latchkey client list [--tenant <id>]

Id, kind, who made it, tenant, name.
  --tenant <id>     only those of this tenant
${API_USAGE}`,
  async run(args, terminal) {
    const options = { ...API_OPTIONS, tenant: { type: 'string' } } as const;
    const { values } = readArgs('client list', args, options, { least: 0, most: 0 });
    return withStore('read', values, terminal, async ({ store, config }) => {
      if (values.tenant !== undefined) await tenantNamed(values.tenant, { store, config });
      const show = (page: Client[]) => {
        const rows = page
          .filter(({ tenantId }) => values.tenant === undefined || tenantId === values.tenant)
          .map(({ id, kind, origin, tenantId, name }) => [id, kind, origin, tenantId ?? '-', name]);
        for (const line of columns(rows)) terminal.say(line);
      };
      for (let after = ''; ; ) {
        const page = await store.clientsAfter(after, PAGE);
        show(page);
        if (page.length < PAGE) return 0;
        after = page.at(-1)?.id ?? '';
      }
    });
  },
};
