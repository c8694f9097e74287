import type { Member, Tenant, TenantId } from '../model/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

const PAGE = 200;

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
        let after: Member | null = null;
        for (;;) {
          const page: Member[] = await store.membersOf({ tenantId, after, limit: PAGE });
          const rows = page.map(({ email, name, role }) => ({ tenantId, email, name, role }));
          for (const line of listed(rows, values.json)) terminal.say(line);
          after = page.at(-1) ?? null;
          if (page.length < PAGE) return;
        }
      };
      if (values.tenant) {
        await show((await tenantNamed(values.tenant, { store, config })).id);
        return 0;
      }
      let after: string | null = null;
      for (;;) {
        const page: Tenant[] = await store.tenants({ after, limit: PAGE });
        for (const { id } of page) await show(id);
        after = page.at(-1)?.id ?? null;
        if (page.length < PAGE) return 0;
      }
    });
  },
});
