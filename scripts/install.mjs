// Installs the packages of package-lock.json if they are missing. Plain JavaScript for Node 20.20, because it
// runs first.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 250;
const TELL_MS = 3_000;
const SIGN_OF_LIFE_MS = 2_000;
/** A lock that was not renewed for this long belongs to a killed process. */
const STALE_MS = 20_000;

/**
 * Runs `npm ci` in `root` unless the installed packages match the lock file. If several processes call it,
 * one installs and the others wait. Throws an error with npm's message.
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  const lock = await takeLock(root, () => isInstalled(root));
  if (!lock) return;
  try {
    process.stderr.write('Installing packages, once; this takes about half a minute…\n');
    const told = setInterval(() => process.stderr.write(`  ${progress(root)}\n`), TELL_MS);
    await npmCi(root).finally(() => clearInterval(told));
  } finally {
    lock.release();
  }
}

/**
 * Returns how many of the packages are in place. npm creates their folders first and fills them one by one.
 */
function progress(root) {
  try {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    // Packages for other systems are never installed.
    const wanted = Object.entries(packages).filter(
      ([path, { optional }]) => path.includes('node_modules/') && !optional,
    );
    const here = wanted.filter(([path]) => existsSync(join(root, path, 'package.json')));
    return `${here.length} of ${wanted.length} packages are here`;
  } catch {
    return 'still at it';
  }
}

/**
 * npm writes `node_modules/.package-lock.json` last, so an interrupted install does not count. If only the
 * lock file's date is newer (a fresh checkout beside kept packages), its contents are compared.
 */
export function isInstalled(root) {
  const wanted = join(root, 'package-lock.json');
  const present = join(root, 'node_modules', '.package-lock.json');
  try {
    if (statSync(present).mtimeMs >= statSync(wanted).mtimeMs) return true;
    const have = JSON.parse(readFileSync(present, 'utf8')).packages;
    const want = JSON.parse(readFileSync(wanted, 'utf8')).packages;
    return Object.entries(want).every(([path, entry]) => {
      if (path === '' || !path.includes('node_modules/')) return true;
      const found = have[path];
      return found
        ? found.version === entry.version && found.integrity === entry.integrity
        : entry.optional === true;
    });
  } catch {
    return false;
  }
}

/** Resolves to `null` once `done` reports that another process did the work. */
async function takeLock(root, done) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const file = join(tmpdir(), `latchkey-install-${userInfo().uid}-${name}.lock`);
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`Packages cannot be installed: ${error.message}.`);
    }
    if (isStale(file)) takeAway(file);
    else await sleep(LOOK_AGAIN_MS);
    if (done()) return null;
  }
  const alive = setInterval(() => touch(file), SIGN_OF_LIFE_MS);
  const release = () => {
    clearInterval(alive);
    rmSync(file, { force: true });
  };
  // Another process may have finished between the last check and the lock.
  if (done()) {
    release();
    return null;
  }
  return { release };
}

function isStale(file) {
  try {
    return Date.now() - statSync(file).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

/**
 * Renames the file first, so that of two processes that found it stale only one removes it, and neither
 * removes a new lock.
 */
function takeAway(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (!isStale(aside)) renameSync(aside, file);
  } catch {}
  rmSync(aside, { force: true });
}

function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {}
}

async function npmCi(root) {
  const command = ['ci', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...command], options)
    : spawn('npm', command, { ...options, shell: process.platform === 'win32' });
  const said = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));

  const stop = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const [code, signal] = await new Promise((settle) => {
    child.on('error', (error) => {
      said.push(Buffer.from(error.message));
      settle([1, null]);
    });
    child.on('close', (...outcome) => settle(outcome));
  });
  for (const each of signals) process.off(each, stop);
  if (code !== 0) {
    const how = signal ? `was ended by ${signal}` : 'failed';
    throw new Error(
      `${Buffer.concat(said).toString().trimEnd()}\nnpm ci ${how}: the packages are not installed.`,
    );
  }
}
