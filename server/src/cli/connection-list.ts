import { StartError } from '../config/environment/start-error.ts';
import type { GrantWithParties, Place } from '../store/grants/page.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';
import { columns } from './terminal.ts';

const PAGE = 500;

export const connectionList: Command = {
  name: 'connection list',
  summary: 'show which clients may act for a tenant',
  usage: `latchkey connection list --tenant <id> [--revoked] [--json]

Id, state, client, the user who authorized it last, scopes, connected account.

  --revoked         those that were revoked, instead of all others
  --json            one JSON object on each line
${API_USAGE}`,
  async run(args, terminal) {
    const options = {
      ...API_OPTIONS,
      tenant: { type: 'string' },
      revoked: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    } as const;
    const { values } = readArgs('connection list', args, options, { least: 0, most: 0 });
    const { tenant, revoked } = values;
    if (!tenant) throw new StartError('Name the tenant: --tenant <id>.');
    const lines = values.json ? asJson : asColumns;
    return withStore('read', values, terminal, async ({ store, config }) => {
      const { id: tenantId } = await tenantNamed(tenant, { store, config });
      for (let before: Place | null = null; ; ) {
        const page: GrantWithParties[] = await store.grantsIn({ tenantId, revoked, before, limit: PAGE });
        for (const line of lines(page)) terminal.say(line);
        if (page.length < PAGE) return 0;
        before = page.at(-1)?.grant ?? null;
      }
    });
  },
};

function asColumns(page: readonly GrantWithParties[]): string[] {
  return columns(
    page.map(({ grant, client, user }) => [
      grant.id,
      grant.status,
      client.name,
      user.email,
      grant.scopes.join(' '),
      grant.connectedAccountId ?? '-',
    ]),
  );
}

function asJson(page: readonly GrantWithParties[]): string[] {
  return page.map(({ grant, user }) => {
    const { id, status, clientId, scopes, mode, connectedAccountId, createdAt } = grant;
    return JSON.stringify({
      id,
      status,
      clientId,
      user: user.email,
      scopes,
      mode,
      connectedAccountId,
      createdAt,
    });
  });
}
