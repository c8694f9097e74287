import { StartError } from '../config/environment/start-error.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

export const tokenRevoke = command({
  name: 'token revoke',
  summary: 'revoke a personal access token of any user',
  usage: `latchkey token revoke <id> --tenant <id>

  --tenant <id>     the tenant that it is for; latchkey token list shows ids
${API_USAGE}`,
  options: { ...API_OPTIONS, tenant: { type: 'string' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [id = ''] = positionals;
    const { tenant } = values;
    if (!tenant) throw new StartError('Name the tenant that it is for: --tenant <id>.');
    return withStore('change', values, terminal, async ({ store, config }) => {
      const named = await tenantNamed(tenant, { store, config });
      const token = (await store.personalTokenOfTenant(id, named.id))?.token;
      if (!token) throw new StartError(`${tenant} has no token ${id} (latchkey token list).`);
      const { userId, tenantId, mode } = token;
      const audit = [
        atTheTerminal('personal_token.revoked', { userId, tenantId, mode, detail: { tokenId: id } }),
      ];
      const outcome = await store.revokePersonalToken({ id, userId, tenantId, now: Date.now(), audit });
      terminal.say(outcome === 'revoked' ? `${id} works no longer.` : `${id} had been revoked before.`);
      return 0;
    });
  },
});
