import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer, problem } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { readRanges } from '../http/ranges.ts';

/** In a package the dashboard is built; a clone builds it when it is first asked for. */
const PACKAGED = fileURLToPath(new URL('../../../dashboard/built', import.meta.url));

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The files that the browser loads before the application can show a page. Paths below `/dashboard/`. */
export interface FirstFiles {
  script: string;
  styles: readonly string[];
  /** Modules that the script imports, so that the browser need not read it to find them. */
  modules: readonly string[];
}

interface ManifestEntry {
  file: string;
  isEntry?: boolean;
  css?: string[];
  imports?: string[];
}

interface Built {
  folder: string;
  first: FirstFiles;
  /** Every file that may be served. No other name is looked up, so none leads out of the folder. */
  names: ReadonlySet<string>;
}

let built: Promise<Built> | undefined;

/** Returns the files of the dashboard's first page. In a clone the first call builds the dashboard. */
export async function firstFiles(): Promise<FirstFiles> {
  return (await files()).first;
}

/** Builds the dashboard of a clone ahead of the first visitor. A failure is told to the first visitor, when it is tried again. */
export async function prepareDashboard(): Promise<void> {
  await files().catch(() => {});
}

/** Returns a built file. Its name changes with its content, so browsers keep it for good. */
export async function builtFile({ headers }: Pick<Inbound, 'headers'>, name: string): Promise<Answer> {
  const { folder, names } = await files();
  const type = TYPES[extname(name)];
  if (!names.has(`assets/${name}`) || type === undefined) {
    const detail = 'The dashboard has no such file. It was probably updated: load the page again.';
    return problem({ status: 404, code: 'not_found', detail });
  }
  const encoding = encodingFor(headers['accept-encoding']);
  return {
    status: 200,
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'accept-encoding',
      ...(encoding === null ? {} : { 'content-encoding': encoding.name }),
    },
    body: await readFile(join(folder, 'assets', `${name}${encoding?.extension ?? ''}`)),
  };
}

function files(): Promise<Built> {
  built ??= open();
  built.catch(() => {
    built = undefined;
  });
  return built;
}

async function open(): Promise<Built> {
  const folder = existsSync(PACKAGED) ? PACKAGED : await buildHere();
  const manifest: Record<string, ManifestEntry> = JSON.parse(
    await readFile(join(folder, 'manifest.json'), 'utf8'),
  );
  const entries = Object.values(manifest);
  const main = entries.find(({ isEntry }) => isEntry === true);
  if (!main) throw new Error(`${folder}/manifest.json names no entry: build the dashboard again.`);
  const modules = importedBy(main, manifest);
  return {
    folder,
    first: {
      script: main.file,
      styles: [main, ...modules].flatMap(({ css = [] }) => css),
      modules: modules.map(({ file }) => file),
    },
    names: new Set(entries.flatMap(({ file, css = [] }) => [file, ...css])),
  };
}

async function buildHere(): Promise<string> {
  const { ensureDashboard } = await import('../../scripts/dashboard.ts');
  return ensureDashboard();
}

function importedBy(entry: ManifestEntry, manifest: Record<string, ManifestEntry>): ManifestEntry[] {
  const found = new Set<ManifestEntry>();
  const walk = ({ imports = [] }: ManifestEntry) => {
    for (const name of imports) {
      const next = manifest[name];
      if (!next || found.has(next)) continue;
      found.add(next);
      walk(next);
    }
  };
  walk(entry);
  return [...found];
}

/** RFC 9110 section 12.5.3. A client that names no encoding gets the file as it is. */
function encodingFor(header: string | string[] | undefined): { name: string; extension: string } | null {
  const qualities = new Map(readRanges(String(header ?? '')).map(({ value, quality }) => [value, quality]));
  if ((qualities.get('br') ?? 0) > 0) return { name: 'br', extension: '.br' };
  if ((qualities.get('gzip') ?? 0) > 0) return { name: 'gzip', extension: '.gz' };
  return null;
}
