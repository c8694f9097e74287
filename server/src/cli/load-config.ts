import { globSync, readFileSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../config/define-api.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';

export const DEFAULT_CONFIG = 'latchkey.config.ts';

export interface LoadedConfig {
  config: ApiConfig;
  /** Absolute path; paths in the configuration are relative to it. */
  file: string;
}

/**
 * Imports configuration files; a folder stands for the `latchkey.config.ts` in it. Throws `StartError` if one
 * cannot be read or has no valid export, and the `ConfigError` of `defineApi` if one contradicts itself.
 */
export async function loadConfigs(files: string[] | undefined, cwd: string): Promise<LoadedConfig[]> {
  const named = files && files.length > 0 ? files : [DEFAULT_CONFIG];
  const loaded: LoadedConfig[] = [];
  for (const name of named) {
    const path = resolve(cwd, name);
    const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, DEFAULT_CONFIG) : path;
    const config = await importConfig(file);
    const twin = loaded.find((other) => other.config.name === config.name);
    if (twin) throw new StartError(`${twin.file} and ${file} both name their API ${config.name}.`);
    loaded.push({ config, file });
  }
  return loaded;
}

/** Imports the configuration for commands that work on one API. */
export async function loadConfig(files: string[] | undefined, cwd: string): Promise<LoadedConfig> {
  const [first, ...more] = await loadConfigs(files, cwd);
  if (!first || more.length > 0) throw new StartError('This command works on one API: name one --config.');
  return first;
}

async function importConfig(file: string): Promise<ApiConfig> {
  findLatchkeyFromAnywhere();
  let exported: { default?: unknown };
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (error) {
    throw explained(file, error);
  }
  if (!isConfig(exported.default)) {
    throw new StartError(`${file} does not export an API: write export default defineApi({ … }) in it.`);
  }
  return exported.default;
}

/**
 * Checks the shape rather than the class, because another copy of Latchkey may have made the configuration.
 */
function isConfig(value: unknown): value is ApiConfig {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'scopes' in value && 'tokens' in value
  );
}

function explained(file: string, error: unknown): Error {
  if (!(error instanceof Error)) return new StartError(`${file} threw ${String(error)}.`);
  if (error.name === 'ConfigError') return locatedIn(file, error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND' && 'url' in error && error.url === pathToFileURL(file).href) {
    const [near] = globSync(`*/${DEFAULT_CONFIG}`, { cwd: dirname(file) });
    return new StartError(
      near === undefined
        ? `There is no configuration ${file}: name one with --config, or begin one with latchkey init.`
        : `There is no configuration ${file}: name one with --config, or go to where one is, such as cd ${dirname(near)}.`,
    );
  }
  if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' && error.message.includes(import.meta.dirname)) {
    // The import was tried from this file (see `findLatchkeyFromAnywhere`), which the message would name.
    const [, path] = /subpath '\.(\/[^']*)'/.exec(error.message) ?? [];
    return new StartError(
      `${file} cannot be loaded: there is no latchkey${path ?? ''} to import; defineApi is in latchkey/config.`,
    );
  }
  const line = lineIn(file, error);
  return new StartError(`${file}${line} cannot be loaded: ${firstLine(error.message)}.`);
}

/** Returns the error with the line of each problem, where the file's text shows it. */
function locatedIn(file: string, error: Error): Error {
  if (!('api' in error && 'problems' in error && Array.isArray(error.problems))) return error;
  const text = readFileSync(file, 'utf8');
  const problems = error.problems.map(String).map((problem) => {
    const line = lineOf(text, problem.slice(0, problem.indexOf(': ')).split('.'));
    return `${basename(file)}${line === null ? '' : ` line ${line}`}: ${problem}`;
  });
  return new ConfigError(String(error.api), problems);
}

/**
 * Returns the line of a field by searching for the names on its path, one after the other, or `null` if one
 * is missing. A name may have dots in it, as a host has, so the longest one that the text has is taken.
 */
function lineOf(text: string, path: readonly string[]): number | null {
  let at = 0;
  // A number is an index into a list, which has no name to search for.
  let names = path.filter((name) => !/^\d+$/.test(name));
  while (names.length > 0) {
    const found = names.flatMap((_, index) => {
      const count = names.length - index;
      const key = RegExp.escape(names.slice(0, count).join('.'));
      const match = new RegExp(`(?<![\\w$])(['"]?)${key}\\1\\s*[:,}(]`).exec(text.slice(at));
      return match ? [{ count, index: match.index }] : [];
    })[0];
    if (!found) return null;
    at += found.index;
    names = names.slice(found.count);
  }
  return text.slice(0, at).split('\n').length;
}

/**
 * Returns the error's place in the file, if the stack shows it. V8 puts the line of a syntax error before the
 * stack.
 */
function lineIn(file: string, error: Error): string {
  const [, line] = error.stack?.split(`${pathToFileURL(file).href}:`, 2) ?? [];
  const number = /^\d+/.exec(line ?? '');
  return number ? ` line ${number[0]}` : '';
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/\.$/, '') ?? 'unknown cause';
}

let found = false;

/**
 * Configurations import `latchkey/config`. If their folder has no copy installed, the running one is used, so
 * that a configuration works in any folder.
 */
function findLatchkeyFromAnywhere(): void {
  if (found) return;
  found = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'latchkey' && !specifier.startsWith('latchkey/')) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
