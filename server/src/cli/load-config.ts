import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../config/define-api.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';

export const DEFAULT_CONFIG = 'latchkey.config.ts';

export interface LoadedConfig {
  config: ApiConfig;
  /** Absolute path: what stands in it is relative to here. */
  file: string;
}

/**
 * Imports configuration files. Throws `StartError` when one cannot be read or exports something else, and the
 * `ConfigError` of `defineApi` when one contradicts itself.
 */
export async function loadConfigs(files: string[] | undefined, cwd: string): Promise<LoadedConfig[]> {
  const named = files && files.length > 0 ? files : [DEFAULT_CONFIG];
  const loaded: LoadedConfig[] = [];
  for (const name of named) {
    const file = isAbsolute(name) ? name : resolve(cwd, name);
    const config = await importConfig(file);
    const twin = loaded.find((other) => other.config.name === config.name);
    if (twin) throw new StartError(`${twin.file} and ${file} both name their API ${config.name}.`);
    loaded.push({ config, file });
  }
  return loaded;
}

/** For commands that work on one API. */
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

/** A `defineApi` of another copy of Latchkey makes configurations too, so this looks at the shape. */
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
    return new StartError(
      `There is no configuration ${file}: name one with --config, or begin one with latchkey init.`,
    );
  }
  const line = lineIn(file, error);
  return new StartError(`${file}${line} cannot be loaded: ${firstLine(error.message)}.`);
}

/** The same with the line that each problem is about, where the file as it stands shows one. */
function locatedIn(file: string, error: Error): Error {
  if (!('api' in error && 'problems' in error && Array.isArray(error.problems))) return error;
  const text = readFileSync(file, 'utf8');
  const problems = error.problems.map(String).map((problem) => {
    const line = lineOf(text, problem.slice(0, problem.indexOf(':')).split('.'));
    return `${basename(file)}${line === null ? '' : ` line ${line}`}: ${problem}`;
  });
  return new ConfigError(String(error.api), problems);
}

/** The line of a field, found by the names on the way to it, each after the one before; `null` when one is not there. */
function lineOf(text: string, path: readonly string[]): number | null {
  let at = 0;
  for (const name of path) {
    // A number is the place in a list, which has no name to look for.
    if (/^\d+$/.test(name)) continue;
    const found = new RegExp(`(?<![\\w$])['"]?${RegExp.escape(name)}['"]?\\s*[:,}(]`).exec(text.slice(at));
    if (!found) return null;
    at += found.index;
  }
  return text.slice(0, at).split('\n').length;
}

/** Where in the file it went wrong, as far as the stack tells: V8 names the line of a syntax error only in front of it. */
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
 * A configuration imports `latchkey/config`. Where the folder it is in has no copy installed, it gets the one
 * that is running, so that a configuration works wherever it lies.
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
