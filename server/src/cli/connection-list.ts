import { StartError } from '../config/environment/start-error.ts';
import type { GrantWithParties } from '../store/grants/page.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';
import { connectionPages } from './pages.ts';
import { tenantNamed } from './tenant-named.ts';

export const connectionList = command({
  name: 'connection list',
  summary: 'show which clients may act for a tenant',
  usage: `latchkey connection list --tenant <id> [--revoked] [--json]

Id, state, client, the user who authorized it last, scopes, connected account.

  --revoked         those that were revoked, instead of all others
${LIST_USAGE}
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    tenant: { type: 'string' },
    revoked: { type: 'boolean', default: false },
    ...LIST_OPTIONS,
  },
  async run({ values }, terminal) {
    const { tenant, revoked } = values;
    if (!tenant) throw new StartError('Name the tenant: --tenant <id>.');
    return withStore('read', values, terminal, async ({ store, config }) => {
      const { id: tenantId } = await tenantNamed(tenant, { store, config });
      for await (const page of connectionPages(store, { tenantId, revoked })) {
        for (const line of listed(page.map(shown), values.json, asCells)) terminal.say(line);
      }
      return 0;
    });
  },
});

function shown({ grant, client, user }: GrantWithParties) {
  const { id, status, clientId, scopes, mode, connectedAccountId, createdAt } = grant;
  const about = { clientId, client: client.name, user: user.email };
  return { id, status, ...about, scopes, mode, connectedAccountId, createdAt };
}

function asCells({ id, status, client, user, scopes, connectedAccountId }: ReturnType<typeof shown>) {
  return [id, status, client, user, scopes.join(' '), connectedAccountId];
}
