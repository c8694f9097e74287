import { StartError } from '../config/environment/start-error.ts';
import { personalProblem } from '../rules/token/standing.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

const MOST = 1_000;
const STATES = { token_revoked: 'revoked', token_expired: 'expired' } as const;

export const tokenList = command({
  name: 'token list',
  summary: 'show the personal access tokens of a tenant',
  usage: `latchkey token list --tenant <id> [--json]

Id, person, name, last characters, state. The tokens themselves are stored nowhere.
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS, tenant: { type: 'string' } },
  async run({ values }, terminal) {
    const { tenant } = values;
    if (!tenant) throw new StartError('Name the tenant: --tenant <id>.');
    return withStore('read', values, terminal, async ({ store, config }) => {
      const { id } = await tenantNamed(tenant, { store, config });
      const found = await store.personalTokensOfTenant(id, MOST);
      const now = Date.now();
      const rows = found.map(({ token, user }) => {
        const over = personalProblem(token, now);
        const { id, name, hint } = token;
        return { id, user: user.email, name, hint: `…${hint}`, state: over ? STATES[over] : 'live' };
      });
      for (const line of listed(rows, values.json)) terminal.say(line);
      if (found.length === MOST) terminal.note(`Only the newest ${MOST} are shown.`);
      return 0;
    });
  },
});
