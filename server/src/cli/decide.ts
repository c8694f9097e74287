import { text } from 'node:stream/consumers';
import { StartError } from '../config/environment/start-error.ts';
import type { Examination } from '../guard/examine.ts';
import { EN } from '../words/en/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { inWords, needsInWords, tellChecks } from './explain.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import type { Terminal } from './terminal.ts';

export const decide = command({
  name: 'decide',
  summary: 'say what would happen if a token made a call, without making it',
  usage: `latchkey decide <method> <url> [--as <connected account>] [--account <id>] [--ip <address>]
                [--api-version <text>] [--json]

  <url>             of the API, or a path on its first live domain
  --as <id>         ask for a connected account instead of a token
  --account <id>    the connected account that the call would name in the account header
  --ip <address>    where the call would come from
  --api-version <text>
                    what the header that names the version would hold
  --json            the whole answer as one JSON object
${API_USAGE}

The token is read from LATCHKEY_TOKEN, else from standard input: on the command line it would stay in the history.
Exit code 0 when the call would pass, 2 when it would be refused.`,
  options: {
    ...API_OPTIONS,
    as: { type: 'string' },
    account: { type: 'string' },
    ip: { type: 'string' },
    'api-version': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  positionals: { least: 2, most: 2 },
  async run({ values, positionals }, terminal) {
    // Loaded only here: no other command needs the guard.
    const { examineCall } = await import('./examine-call.ts');
    const [method = '', url = ''] = positionals;
    const body = {
      ...(values.as === undefined ? { token: await tokenFrom(terminal) } : { connectedAccount: values.as }),
      ...(values.account === undefined ? {} : { account: values.account }),
      ...(values.ip === undefined ? {} : { ip: values.ip }),
      ...(values['api-version'] === undefined ? {} : { version: values['api-version'] }),
      method: method.toUpperCase(),
      url,
    };
    return withStore('change', values, terminal, async (opened) => {
      const { examination, trace, detail } = await examineCall(opened, body);
      const { token, personalTokenId, actors, ...whose } = trace;
      await opened.store.record([atTheTerminal('decision.asked', { ...whose, detail })]);
      if (values.json) terminal.say(JSON.stringify(examination));
      else tell(examination, terminal);
      return examination.outcome === 'allow' ? 0 : 2;
    });
  },
});

async function tokenFrom({ env, input }: Terminal): Promise<string> {
  const token = env.LATCHKEY_TOKEN?.trim() || (await text(input)).trim();
  if (token === '')
    throw new StartError('Put the token into LATCHKEY_TOKEN or on standard input, or name --as.');
  return token;
}

function tell(
  { outcome, refusal, checks, operation, needs, caller, effective, onlyOwn }: Examination,
  to: Terminal,
) {
  const name = operation ? `${operation.id} (${operation.method} ${operation.template})` : 'no operation';
  to.say(
    outcome === 'allow'
      ? `Would pass: ${name}.`
      : `Would be refused with ${refusal?.status} ${refusal?.code}: ${name}.`,
  );
  if (refusal) to.say(`  ${refusal.detail}\n  What helps: ${EN.calls.remedy[refusal.remedy]}`);
  if (onlyOwn !== null) to.say(`  ${onlyOwn} on own records only: the API decides by the record's owner.`);
  tellChecks(checks, to);
  if (needs) to.say(`  needs   ${needsInWords(needs)}`);
  if (caller) to.say(`  caller  ${inWords(caller)}`);
  if (effective) {
    const resources = effective.resources?.map(({ type, id }) => `${type}:${id}`) ?? null;
    to.say(`  has     ${inWords({ ...effective, resources })}`);
  }
}
