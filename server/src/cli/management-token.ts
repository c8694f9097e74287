import { StartError } from '../config/environment/start-error.ts';
import { DAY } from '../lib/clock.ts';
import { newManagementToken } from '../manage/management-tokens/make.ts';
import { MANAGEMENT_SCOPES } from '../model/index.ts';
import { managementTokenEnd } from '../rules/management/standing.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

const MOST = 1_000;

export const managementTokenAdd = command({
  name: 'management-token add',
  summary: 'make a token for the management API',
  usage: `latchkey management-token add --name <name> [--scope "<scopes>"] [--tenant <id>] [--days <n>]

Only the token goes to standard output, and only now.

  --name <name>     by which you recognise it
  --scope <scopes>  separated by spaces (default: manage:read); manage:write permits everything
  --tenant <id>     limits it to one tenant
  --days <n>        after how many days it expires (default: 90)
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    name: { type: 'string' },
    scope: { type: 'string', default: 'manage:read' },
    tenant: { type: 'string' },
    days: { type: 'string', default: '90' },
  },
  async run({ values }, terminal) {
    const { name } = values;
    if (!name) throw new StartError('Give it a name: --name <name>.');
    const scopes = values.scope.split(' ').filter(Boolean);
    const unknown = scopes.find((scope) => !MANAGEMENT_SCOPES.some((known) => known === scope));
    if (scopes.length === 0 || unknown !== undefined) {
      throw new StartError(`--scope: use one or more of ${MANAGEMENT_SCOPES.join(', ')}.`);
    }
    if (!/^[1-9]\d{0,3}$/.test(values.days)) throw new StartError('--days: a number from 1 to 9999.');
    const days = Number(values.days);
    return withStore('change', values, terminal, async ({ store, config }) => {
      const tenant = values.tenant === undefined ? null : await tenantNamed(values.tenant, { store, config });
      const now = Date.now();
      const { token, record } = newManagementToken(config, {
        ...{ name, scopes, madeBy: null },
        tenantId: tenant?.id ?? null,
        createdAt: now,
        expiresAt: now + days * DAY,
      });
      const { id, tenantId } = record;
      const audit = [
        atTheTerminal('management_token.created', { tenantId, detail: { tokenId: id, name, scopes } }),
      ];
      await store.createManagementToken(record, audit);
      terminal.say(token);
      terminal.note(`Token ${id}, shown only now, for ${days} days.`);
      return 0;
    });
  },
});

export const managementTokenList = command({
  name: 'management-token list',
  summary: 'show the newest tokens for the management API',
  usage: `latchkey management-token list [--json]

Id, name, scopes, tenant and state.
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store }) => {
      const tokens = await store.managementTokens({ tenantId: null, before: null, limit: MOST });
      const rows = tokens.map((token) => ({
        id: token.id,
        name: token.name,
        scopes: token.scopes.join(' '),
        tenant: token.tenantId,
        state: managementTokenEnd(token, Date.now()) ?? 'valid',
      }));
      for (const line of listed(rows, values.json)) terminal.say(line);
      return 0;
    });
  },
});

export const managementTokenRevoke = command({
  name: 'management-token revoke',
  summary: 'revoke a token for the management API',
  usage: `latchkey management-token revoke <id>

${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ positionals, values }, terminal) {
    const [id = ''] = positionals;
    return withStore('change', values, terminal, async ({ store }) => {
      const found = await store.managementToken(id);
      if (!found) throw new StartError(`There is no token ${id} (latchkey management-token list).`);
      const { tenantId, name } = found;
      const audit = [atTheTerminal('management_token.revoked', { tenantId, detail: { tokenId: id, name } })];
      const outcome = await store.revokeManagementToken({ id, now: Date.now(), audit });
      terminal.say(outcome === 'revoked' ? `${id} works no longer.` : `${id} had been revoked before.`);
      return 0;
    });
  },
});
