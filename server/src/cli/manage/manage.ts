import type { ParseArgsOptionsConfig } from 'node:util';
import { StartError } from '../../config/environment/start-error.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { type Command, UsageError } from '../command.ts';
import { columns, type Terminal } from '../terminal.ts';
import { show } from './answer.ts';
import { type Described, describedServer, type Server } from './described.ts';
import { bodyOf, headersOf, optionOf, pathOf, queryOf, readOptions, text } from './request.ts';
import { askServer } from './server.ts';

const TOKEN = 'LATCHKEY_MANAGEMENT_TOKEN';
const ADDRESS = 'LATCHKEY_MANAGEMENT_URL';

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  body: { type: 'string' },
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Its operations and their options come from the document of the server, so that it fits each server whatever its version. */
export const manage: Command = {
  name: 'manage',
  summary: 'do on a running server what its dashboard does',
  usage: `latchkey manage [<operation>] [<parameter>…] [options]

Without an operation it lists those of the server. latchkey manage help <operation> shows the options of one.

  --url <address>   the base address of its management API, such as https://accounts.example.com/manage
                    (default: ${ADDRESS})
  --token <token>   a management token (default: ${TOKEN}, where other users of the machine do not see it)
  --<name> <value>  a parameter of the operation, or a member of its body; a list is repeated or separated by spaces
  --body <json>     the whole body, or @<file> with it, or @- for standard input
  --all             every page of a list
  --json            one JSON object on each line`,
  options: OPTIONS,
  async run(args, terminal) {
    const url = given(args, '--url') ?? terminal.env[ADDRESS];
    if (!url) throw new UsageError(`Name the server: --url <address>, or ${ADDRESS}.`);
    const server = await describedServer(url);
    const [name, ...rest] = args;
    if (name === undefined || name.startsWith('-')) return listOperations(server, terminal);
    const wanted = name === 'help' ? rest[0] : name;
    const operation = server.operations.find((each) => each.name === wanted);
    if (!operation) {
      const names = server.operations.map((each) => each.name);
      throw new StartError(
        `This server has no operation ${wanted ?? ''}${didYouMean(wanted ?? '', names)}: latchkey manage lists them.`,
      );
    }
    return name === 'help' ? describe(operation, terminal) : perform(server, operation, rest, terminal);
  },
};

function given(args: readonly string[], option: string): string | undefined {
  const at = args.findIndex((each) => each === option || each.startsWith(`${option}=`));
  const found = args[at];
  return found === option ? args[at + 1] : found?.slice(option.length + 1);
}

function listOperations({ title, operations }: Server, { say }: Terminal): number {
  say(`${title}\n`);
  const rows = operations.map(({ noun, name, summary }) => [noun, name, summary]);
  for (const line of columns(rows)) say(line);
  return 0;
}

async function perform(
  server: Server,
  operation: Described,
  args: string[],
  terminal: Terminal,
): Promise<number> {
  const { values, positionals } = readOptions(operation, args, OPTIONS);
  const token = text(values.token) ?? terminal.env[TOKEN];
  if (!token) throw new UsageError(`Give a management token: ${TOKEN}, or --token <token>.`);
  const path = pathOf(operation, values, positionals);
  const body = await bodyOf(operation, values, terminal);
  const query = queryOf(operation, values);
  const headers = headersOf(operation, values);
  const json = values.json === true;
  let [cursor, headed]: [string | null, boolean] = [null, true];
  do {
    const search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) }).toString();
    const target = `${server.url}${path}${search && `?${search}`}`;
    const answer = await askServer(target, { method: operation.method, token, body, headers });
    cursor = show(answer, { json, headed }, terminal);
    headed = false;
  } while (values.all === true && cursor !== null);
  if (cursor !== null) terminal.note(`There is more: --cursor ${cursor}, or --all.`);
  return 0;
}

function describe(
  { name, path, summary, description, parameters, body, required }: Described,
  { say }: Terminal,
): number {
  const places = [...path.matchAll(/\{([a-z]+)\}/gi)].map(([, place]) => `<${place}>`);
  say([`latchkey manage ${name}`, ...places].join(' '));
  say(`\n${summary}. ${description}\n`);
  const members = Object.entries(body ?? {}).map(([member, { description: says }]) => ({
    name: member,
    description: says,
    required: required.includes(member),
  }));
  const rows = [...parameters.filter((each) => each.in !== 'path'), ...members].map((each) => [
    `  --${optionOf(each.name)}`,
    `${each.description}${each.required ? ' (needed)' : ''}`,
  ]);
  for (const line of columns(rows)) say(line);
  return 0;
}
