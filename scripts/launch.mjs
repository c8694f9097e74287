// node scripts/launch.mjs <script> [arguments]: runs a TypeScript file of this repository on Node 24.
//
// It needs only Node 20.20 with npm: it installs missing packages, and Node 24 is one of them. So this file
// is plain JavaScript and imports nothing that has to be installed.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endWithNpm } from '../server/bin/end-with-npm.js';
import { ensureInstalled } from './install.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED_MAJOR = 24;
const LAUNCHER = 'LATCHKEY_LAUNCHER';
/** Node's compile cache, for this process and its children, which read the same sources. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'latchkey', 'compiled');
/** The time in which a script may shut down after its launcher has ended. */
const GRACE_MS = 10_000;

const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error('Usage: node scripts/launch.mjs <script> [arguments]');
  process.exit(1);
}

const launcher = process.env[LAUNCHER];
delete process.env[LAUNCHER];
// Another launcher has already found Node 24 and installed the packages.
const launched = launcher === String(process.ppid) && process.connected;
if (launched) {
  endWithLauncher();
} else {
  endWithNpm();
  await install();
}

process.env.NODE_COMPILE_CACHE ??= COMPILED;
if (isNewEnough(process.versions.node)) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const file = resolve(script);
  process.argv.splice(1, process.argv.length, file, ...args);
  await import(pathToFileURL(file).href);
} else {
  runIn(findNode());
}

async function install() {
  try {
    await ensureInstalled(ROOT);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

/** A launcher killed by SIGKILL cannot forward signals, but its end of the channel closes. */
function endWithLauncher() {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel?.unref();
}

function isNewEnough(version) {
  return Number(version.split('.')[0]) >= NEEDED_MAJOR;
}

function findNode() {
  const packaged = join(
    ROOT,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  const named = process.env.LATCHKEY_NODE;
  for (const candidate of named ? [named] : [packaged]) {
    if (candidate === packaged && !existsSync(packaged)) break;
    const { stdout } = spawnSync(candidate, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (stdout && isNewEnough(stdout.trim())) return candidate;
  }
  console.error(
    named
      ? `LATCHKEY_NODE is ${named}, which is no Node ${NEEDED_MAJOR} or newer.`
      : `Node ${NEEDED_MAJOR} is needed and ${packaged} does not run: ` +
          'run npm ci without --ignore-scripts, or set LATCHKEY_NODE to one.',
  );
  process.exit(1);
}

function runIn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [LAUNCHER]: String(process.pid) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends these two to all its processes; a second one would force an immediate exit.
      const sentByTerminal = signal !== 'SIGTERM' && process.stdin.isTTY;
      if (!sentByTerminal) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${node} cannot be started (${error.code}).`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // If this process ignores the signal (only SIGKILL cannot be ignored), it exits with the shell's status
    // for that signal.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
  });
}
