import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { glob, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DASHBOARD = join(ROOT, 'dashboard');
const BUILDS = join(ROOT, 'node_modules', '.cache', 'latchkey', 'dashboard');
const VITE = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');

const DAY = 24 * 60 * 60 * 1_000;

/**
 * Builds the dashboard from this clone's sources unless that was done before. Returns the folder with its files. The folder's
 * name is a hash of the sources, so an existing one is never out of date, and two processes that build at once do no harm.
 */
export async function ensureDashboard(): Promise<string> {
  const name = await hashOfSources();
  const folder = join(BUILDS, name);
  if (existsSync(folder)) return folder;
  const began = performance.now();
  process.stderr.write('Building the dashboard, once; this takes some seconds…\n');
  await mkdir(BUILDS, { recursive: true });
  const attempt = await mkdtemp(join(BUILDS, 'building-'));
  try {
    await buildDashboard(attempt);
    await rename(attempt, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(attempt, { recursive: true, force: true });
  }
  process.stderr.write(`  The dashboard is built (${((performance.now() - began) / 1_000).toFixed(1)} s).\n`);
  await removeOlder(name);
  return folder;
}

/** Builds the dashboard into a folder: hashed files, their compressed forms, and `manifest.json`. */
async function buildDashboard(into: string): Promise<void> {
  await vite(into);
  for await (const file of glob('assets/*.{js,css}', { cwd: into })) await compress(join(into, file));
}

async function vite(into: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [VITE, 'build', '--outDir', into, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: DASHBOARD,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((settle, fail) => child.on('error', fail).on('close', settle));
  if (code !== 0) throw new Error(`The dashboard cannot be built:\n${Buffer.concat(said).toString()}`);
}

async function compress(file: string): Promise<void> {
  const text = await readFile(file);
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
    promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, gzipped)]);
}

/** The build depends on nothing else: the sources, how they are built, and the versions of the packages. */
async function hashOfSources(): Promise<string> {
  const files = ['package-lock.json', 'server/scripts/dashboard.ts', 'server/src/pages/look/colours.css'];
  for await (const file of glob('dashboard/{src/**/*.*,*.{ts,json}}', { cwd: ROOT })) files.push(file);
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Removes builds of other sources that were made more than a day ago. A server that was started before the sources changed still reads
 * its files, and another process may be at an attempt.
 */
export async function removeOlder(name: string, builds = BUILDS): Promise<void> {
  const yesterday = Date.now() - DAY;
  for (const each of await readdir(builds)) {
    const folder = join(builds, each);
    // Another process may have removed it.
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? yesterday;
    if (each !== name && made < yesterday) await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await ensureDashboard());
