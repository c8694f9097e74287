import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Member } from '../manage/connections/selectable.ts';
import { newPersonalToken, rowOf, type TokenProblems } from '../manage/tokens/create.ts';
import { offeredLifetimes, offeredScopes } from '../manage/tokens/offered.ts';
import { inEnglish } from '../words/sentence.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, type Opened, withStore } from './open-store.ts';
import { personOf } from './person.ts';

export const tokenAdd = command({
  name: 'token add',
  summary: 'make a personal access token for a user, to try calls with or for a script',
  usage: `latchkey token add <email> --scope "<scopes>" [--tenant <id>] [--name <name>] [--days <n>]

Only the token goes to standard output, and only now. It permits no more than the role of the user does, who
finds it on the page of their tokens and can revoke it there.

  --scope <scopes>  what it may do, separated by spaces
  --tenant <id>     for which tenant, if the user is a member of several
  --name <name>     by which the user recognises it (default: Made at the command line)
  --resource <type:id>  what it may reach, for scopes that select resources; may be repeated
  --days <n>        after how many days it expires: one of the choices on that page (default: the shortest)
  --sandbox         for the sandbox instead of live data
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    scope: { type: 'string', default: '' },
    tenant: { type: 'string' },
    name: { type: 'string', default: 'Made at the command line' },
    resource: { type: 'string', multiple: true, default: [] },
    days: { type: 'string' },
    sandbox: { type: 'boolean', default: false },
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    return withStore('change', values, terminal, async ({ store, config }) => {
      if (!config.personalTokens) {
        throw new StartError(`The configuration of ${config.name} has personal access tokens switched off.`);
      }
      const owner = await memberNamed(email, values.tenant, { store, config });
      const scopes = values.scope.split(' ').filter(Boolean);
      const days = values.days ?? String(offeredLifetimes(config)[0]);
      const mode = values.sandbox ? 'sandbox' : 'live';
      const input = { name: values.name, scopes, resources: values.resource, days, addresses: [], mode };
      const log = { error: (_: object, text: string) => terminal.note(text) };
      const made = await newPersonalToken({ config, log }, owner, input, Date.now());
      if (!made.ok) throw new StartError(inOptions(made.problem, config, mode));
      const { token, record } = made.value;
      const most = config.limits.personalTokens;
      const audit = [atTheTerminal('personal_token.created', rowOf(record))];
      if ((await store.createPersonalToken(record, audit, most)) === 'too_many') {
        throw new StartError(
          `${email} has ${most} tokens, as many as there can be: latchkey token revoke ends one.`,
        );
      }
      terminal.say(token);
      terminal.note(`Token ${record.id}, shown only now, for ${days} days.`);
      return 0;
    });
  },
});

/** Returns the user and the tenant for which they get a token. Throws `StartError` if there is none, or no single one. */
async function memberNamed(
  email: string,
  tenant: string | undefined,
  { store, config }: Pick<Opened, 'store' | 'config'>,
): Promise<Member> {
  const user = await personOf(email, store);
  const memberships = await store.membershipsOf(user.id);
  const [found, another] = memberships.filter(({ tenantId }) => tenant === undefined || tenantId === tenant);
  const ids = memberships.map(({ tenantId }) => tenantId).join(', ');
  if (!found) throw new StartError(`${email} is a member of ${ids || `no ${config.tenant.word}`}.`);
  if (another) throw new StartError(`${email} is a member of ${ids}: name one by --tenant <id>.`);
  return { user, tenantId: found.tenantId };
}

/** Returns a problem as a sentence about the option. */
function inOptions(problems: TokenProblems, config: ApiConfig, mode: string): string {
  if (problems.scopes) {
    return `--scope: name one or more of ${offeredScopes(config, { toClient: false }).join(', ')}.`;
  }
  if (problems.resources) return `--resource: ${inEnglish(problems.resources)}`;
  if (problems.days) return `--days: use one of ${offeredLifetimes(config).join(', ')}.`;
  if (problems.mode) return `${config.name} has no ${mode} host.`;
  return Object.values(problems).map(inEnglish).join(' ');
}
