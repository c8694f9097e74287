import { StartError } from '../config/environment/start-error.ts';
import { personalProblem } from '../rules/token/standing.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';
import { columns } from './terminal.ts';

const MOST = 1_000;
const STATES = { token_revoked: 'revoked', token_expired: 'expired' } as const;

export const tokenList: Command = {
  name: 'token list',
  summary: 'show the personal access tokens of a tenant',
  usage: `latchkey token list --tenant <id>

Id, person, name, last characters, state. The tokens themselves are stored nowhere.
${API_USAGE}`,
  async run(args, terminal) {
    const options = { ...API_OPTIONS, tenant: { type: 'string' } } as const;
    const { values } = readArgs('token list', args, options, { least: 0, most: 0 });
    const { tenant } = values;
    if (!tenant) throw new StartError('Name the tenant: --tenant <id>.');
    return withStore('read', values, terminal, async ({ store, config }) => {
      const { id } = await tenantNamed(tenant, { store, config });
      const found = await store.personalTokensOfTenant(id, MOST);
      const now = Date.now();
      const rows = found.map(({ token, user }) => {
        const over = personalProblem(token, now);
        return [token.id, user.email, token.name, `…${token.hint}`, over ? STATES[over] : 'live'];
      });
      for (const line of columns(rows)) terminal.say(line);
      if (found.length === MOST) terminal.note(`Only the newest ${MOST} are shown.`);
      return 0;
    });
  },
};
