import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { StartError } from '../config/environment/start-error.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  /** The words that run it: `serve`, or `user add`. */
  name: string;
  summary: string;
  /** Options and arguments, as help shows them below the name. */
  usage: string;
  /** The options that the command reads. Shells complete them (`completion.ts`). */
  options: ParseArgsOptionsConfig;
  /** Resolves to the exit code. Throws an `Error` of one sentence for the operator. */
  run(args: string[], terminal: Terminal): Promise<number>;
}

type Read<Options extends ParseArgsOptionsConfig> = ReturnType<typeof readArgs<Options>>;

/** Makes a command whose options are read before it runs. It takes no other arguments unless `positionals` says so. */
export function command<const Options extends ParseArgsOptionsConfig>(
  given: Omit<Command, 'options' | 'run'> & {
    options: Options;
    positionals?: { least: number; most: number };
    run(read: Read<Options>, terminal: Terminal): Promise<number>;
  },
): Command {
  const { name, summary, usage, options, positionals = { least: 0, most: 0 } } = given;
  return {
    ...{ name, summary, usage, options },
    run: async (args, terminal) => given.run(readArgs(name, args, options, positionals), terminal),
  };
}

/** Arguments that a command cannot read. `run` shows below the sentence how the command is called. */
export class UsageError extends StartError {}

/** Runs a strict `parseArgs` and turns its errors into sentences for the operator. */
export function readArgs<Options extends ParseArgsOptionsConfig>(
  command: string,
  args: string[],
  options: Options,
  positionals: { least: number; most: number },
) {
  const parsed = attempt(command, () => parseArgs({ args, options, allowPositionals: true, strict: true }));
  const { length } = parsed.positionals;
  if (length < positionals.least || length > positionals.most) {
    const what = length < positionals.least ? 'An argument is missing' : 'There is an argument too many';
    throw new UsageError(`${what}: see latchkey ${command} --help.`);
  }
  return parsed;
}

function attempt<Value>(command: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0];
    throw new UsageError(`${said}: see latchkey ${command} --help.`);
  }
}

/** The API's configuration and data folder: options of every command that works on one API. */
export const API_OPTIONS = {
  config: { type: 'string', multiple: true },
  data: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export const API_USAGE = `  --config <file>   the API's configuration, or its folder (default: latchkey.config.ts here)
  --data <folder>   the data folder (default: LATCHKEY_DATA, else .latchkey here)`;
