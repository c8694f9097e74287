import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/nodes', import.meta.url));

/** The oldest Node that the guard runs on. The clone itself runs on Node 24. */
export const OLDEST_NODE = 20;
/** Older Nodes that the guard is tested on. */
export const OLDER_NODES = [OLDEST_NODE, 22];

/**
 * Returns a Node of this major version: the one that the variable `NODE_<major>` names, the one that npm runs on, or one from
 * npm, some 100 MB, which is put into a folder of this project at the first call. Returns `null` if it cannot be fetched.
 */
export function olderNode(major: number): string | null {
  const named = process.env[`NODE_${major}`];
  if (named !== undefined) return named;
  const ofNpm = process.env.npm_node_execpath;
  if (ofNpm !== undefined && versionOf({ command: ofNpm })?.startsWith(`${major}.`)) return ofNpm;
  const folder = join(CACHE, String(major));
  const unpacked = join(folder, 'node_modules/node/bin/node');
  if (existsSync(unpacked)) return unpacked;
  console.error(`Fetching Node ${major} for the tests…`);
  mkdirSync(folder, { recursive: true });
  // The package puts the program of this system in place by a script of its own.
  const manifest = { private: true, dependencies: { node: String(major) }, allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  spawnSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' });
  return existsSync(unpacked) ? unpacked : null;
}
