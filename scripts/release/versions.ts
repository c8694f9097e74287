import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const VERSION = '\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?';
const IN_MANIFEST = new RegExp(`(?<="(?:version|latchkey|@latchkey/guard)": ")${VERSION}(?=")`, 'g');
const LOCK = 'package-lock.json';

/**
 * Every file that names the version, with a pattern for it. All packages have the same one, because a guard
 * and a server of one version are tested together.
 */
const PLACES: Record<string, RegExp> = {
  'server/package.json': IN_MANIFEST,
  'sdk/package.json': IN_MANIFEST,
  'examples/package.json': IN_MANIFEST,
  'bench/package.json': IN_MANIFEST,
  'chaos/package.json': IN_MANIFEST,
  'guards/python/pyproject.toml': new RegExp(`(?<=^version = ")${VERSION}(?=")`, 'gm'),
  'deploy/helm/latchkey/Chart.yaml': new RegExp(`(?<=^(?:version: |appVersion: "))${VERSION}`, 'gm'),
};

/** Returns the version of all packages. Throws an `Error` that names the files if they do not agree. */
export async function currentVersion(root: string): Promise<string> {
  const found = new Map<string, string[]>();
  for (const [file, pattern] of Object.entries(PLACES)) {
    const versions = (await readFile(join(root, file), 'utf8')).match(pattern);
    if (!versions) throw new Error(`${file} names no version.`);
    for (const version of versions) found.set(version, [...(found.get(version) ?? []), file]);
  }
  const [first, ...others] = found.keys();
  if (first !== undefined && others.length === 0) return first;
  const said = [...found].map(([version, files]) => `${version} in ${[...new Set(files)].join(', ')}`);
  throw new Error(`The packages are not of one version: ${said.join('; ')}.`);
}

/** Returns the version that `wish` stands for: `major`, `minor`, `patch`, or a version of its own, later than the current one. */
export function nextVersion(current: string, wish: string): string {
  const [major = 0, minor = 0, patch = 0] = numbersOf(current);
  if (wish === 'major') return `${major + 1}.0.0`;
  if (wish === 'minor') return `${major}.${minor + 1}.0`;
  if (wish === 'patch') return `${major}.${minor}.${patch + 1}`;
  if (!new RegExp(`^${VERSION}$`).test(wish)) {
    throw new Error(`${wish} is no version: use major, minor, patch, or one such as 1.2.3.`);
  }
  const at = numbersOf(wish).findIndex((number, index) => number !== [major, minor, patch][index]);
  if (at >= 0 && (numbersOf(wish)[at] ?? 0) > ([major, minor, patch][at] ?? 0)) return wish;
  throw new Error(`${wish} is not later than ${current}.`);
}

function numbersOf(version: string): number[] {
  return (version.split('-')[0] ?? '').split('.').map(Number);
}

/** Writes `version` into every file that names it. Resolves to the files. */
export async function writeVersion(root: string, version: string): Promise<string[]> {
  for (const [file, pattern] of Object.entries(PLACES)) {
    const path = join(root, file);
    await writeFile(path, (await readFile(path, 'utf8')).replace(pattern, version));
  }
  const path = join(root, LOCK);
  await writeFile(path, locked(await readFile(path, 'utf8'), version));
  return [...Object.keys(PLACES), LOCK];
}

/** The lock file repeats the manifests of the workspace, among packages of others that have any version. */
function locked(text: string, version: string): string {
  const lock: { packages: Record<string, unknown> } = JSON.parse(text);
  for (const file of Object.keys(PLACES).filter((each) => each.endsWith('/package.json'))) {
    const folder = file.slice(0, -'/package.json'.length);
    const entry = JSON.stringify(lock.packages[folder], null, 1);
    lock.packages[folder] = JSON.parse(entry.replace(IN_MANIFEST, version));
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}
