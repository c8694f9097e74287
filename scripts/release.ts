import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll } from './packages/build.ts';
import { ROOT } from './packages/compile.ts';
import { faultsOf } from './packages/faults.ts';
import { releasedChangelog } from './release/changelog.ts';
import { git, releaseProblems } from './release/problems.ts';
import { currentVersion, nextVersion, writeVersion } from './release/versions.ts';

/**
 * `npm run release -- <version> [--dry-run]`: builds, packs and checks both packages as this version, then
 * writes it everywhere, commits and tags. Pushing the tag publishes (.github/workflows/release.yml). A dry run
 * writes nothing but `dist/`; without a version it shows the current one, or the next if that was released.
 */
async function release(wish: string | undefined, dryRun: boolean): Promise<boolean> {
  const current = await currentVersion(ROOT);
  const isReleased = git(ROOT, 'tag', '--list', `v${current}`) !== '';
  if (wish === undefined && !dryRun)
    throw new Error('Name the version: major, minor, patch, or one such as 1.2.3.');
  const isFirst = !isReleased && (wish === undefined || wish === current);
  const version = isFirst ? current : nextVersion(current, wish ?? 'patch');
  console.log(`Version ${version} (now ${current})`);

  const problems = await releaseProblems(ROOT, version);
  const packed = await packAll(join(ROOT, 'dist'), version);
  for (const [name, { tarball, files }] of Object.entries(packed)) {
    const { size } = await stat(tarball);
    console.log(`${relative(ROOT, tarball)}: ${files} files, ${Math.ceil(size / 1024)} KiB`);
    for (const fault of await faultsOf(name, packed[name as keyof typeof packed]))
      problems.push(`${name}: ${fault}`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return false;

  const tarballs = Object.values(packed).map(({ tarball }) => relative(ROOT, tarball));
  if (dryRun) {
    console.log(`Would commit and tag v${version}. Pushing that tag tests, and then publishes:`);
    for (const tarball of tarballs) console.log(`  npm publish ${tarball} --access public --provenance`);
    return true;
  }
  const changelog = join(ROOT, 'CHANGELOG.md');
  const today = new Date().toISOString().slice(0, 10);
  await writeFile(changelog, releasedChangelog(await readFile(changelog, 'utf8'), version, today));
  git(ROOT, 'add', 'CHANGELOG.md', ...(await writeVersion(ROOT, version)));
  git(ROOT, 'commit', '--quiet', '--message', `Release ${version}`);
  git(ROOT, 'tag', '--annotate', `v${version}`, '--message', `Latchkey ${version}`);
  console.log(`Committed and tagged v${version}. To publish: git push --follow-tags`);
  return true;
}

try {
  const { values, positionals } = parseArgs({
    options: { 'dry-run': { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  process.exitCode = (await release(positionals[0], values['dry-run'])) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
