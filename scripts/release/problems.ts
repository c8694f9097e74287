import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unreleasedNotes } from './changelog.ts';

/** Runs git in `root` and returns its output. */
export function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Returns, in sentences, everything that a release of `version` has to wait for. */
export async function releaseProblems(root: string, version: string): Promise<string[]> {
  const problems: string[] = [];
  const changed = git(root, 'status', '--porcelain');
  if (changed !== '') problems.push(`Files are not committed:\n${changed}`);
  if (git(root, 'tag', '--list', `v${version}`) !== '') problems.push(`There is a tag v${version} already.`);
  if (unreleasedNotes(await readFile(join(root, 'CHANGELOG.md'), 'utf8')) === null) {
    problems.push('CHANGELOG.md has nothing under Unreleased: say what changes for those who run it.');
  }
  return problems;
}
