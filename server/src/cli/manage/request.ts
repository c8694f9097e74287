import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import type { Described } from './described.ts';

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Reads the options of an operation, besides those of each. Throws `UsageError` for one that it does not have. */
export function readOptions(
  operation: Described,
  args: string[],
  common: ParseArgsOptionsConfig,
): { values: Values; positionals: string[] } {
  const own: ParseArgsOptionsConfig = {};
  for (const { name } of operation.parameters) own[optionOf(name)] = { type: 'string' };
  for (const [name, { type }] of Object.entries(operation.body ?? {})) {
    own[optionOf(name)] =
      type === 'flag'
        ? { type: 'boolean' }
        : { type: 'string', ...(type === 'texts' ? { multiple: true } : {}) };
  }
  try {
    return parseArgs({ args, options: { ...own, ...common }, allowPositionals: true, allowNegative: true });
  } catch (error) {
    const [said] = (error as Error).message.split(/\. |\n/);
    const known = Object.keys(own).map((name) => `--${name}`);
    throw new UsageError(`${said}: ${operation.name} takes ${known.join(', ') || 'no options of its own'}.`);
  }
}

/** `expiresAt` becomes `expires-at`. */
export function optionOf(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

export function text(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The parameters of the path are arguments in its order, or options. */
export function pathOf(operation: Described, values: Values, positionals: string[]): string {
  const left = [...positionals];
  const path = operation.path.replaceAll(/\{([a-z]+)\}/gi, (_, name: string) => {
    const value = text(values[optionOf(name)]) ?? left.shift();
    if (value === undefined || value === '') throw needs(operation, `<${name}>`);
    return encodeURIComponent(value);
  });
  if (left.length > 0) throw new UsageError(`${operation.name} does not take ${JSON.stringify(left[0])}.`);
  return path;
}

function needs({ name }: Described, missing: string): UsageError {
  return new UsageError(`${name} needs ${missing}: see latchkey manage help ${name}.`);
}

export function queryOf({ parameters }: Described, values: Values): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap((each) => {
      const value = each.in === 'query' ? text(values[optionOf(each.name)]) : undefined;
      return value === undefined ? [] : [[each.name, value]];
    }),
  );
}

export function headersOf({ parameters }: Described, values: Values): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap((each) => {
      const value = each.in === 'header' ? text(values[optionOf(each.name)]) : undefined;
      return value === undefined ? [] : [[each.name.toLowerCase(), value]];
    }),
  );
}

export async function bodyOf(
  operation: Described,
  values: Values,
  { cwd, input }: Terminal,
): Promise<unknown> {
  if (operation.body === null) return undefined;
  const whole = text(values.body);
  if (whole !== undefined)
    return parsed(whole.startsWith('@') ? await readWhole(whole.slice(1), cwd, input) : whole);
  const members: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(operation.body)) {
    const value = values[optionOf(name)];
    if (value === undefined) continue;
    members[name] = memberOf(type, value, optionOf(name));
  }
  const missing = operation.required.filter((name) => !(name in members));
  if (missing.length > 0) {
    throw needs(operation, missing.map((name) => `--${optionOf(name)}`).join(', '));
  }
  return members;
}

function memberOf(type: string, value: NonNullable<Values[string]>, option: string): unknown {
  if (type === 'texts')
    return [value]
      .flat()
      .flatMap((each) => String(each).split(/\s+/))
      .filter(Boolean);
  if (type === 'number') {
    const number = Number(value);
    if (!Number.isFinite(number)) throw new UsageError(`--${option} is a number.`);
    return number;
  }
  return type === 'other' ? parsed(String(value)) : value;
}

async function readWhole(file: string, cwd: string, input: Terminal['input']): Promise<string> {
  if (file !== '-') return readFileSync(resolve(cwd, file), 'utf8');
  const pieces: Buffer[] = [];
  for await (const piece of input) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError('The body is not JSON.');
  }
}
