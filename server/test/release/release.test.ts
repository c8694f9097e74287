import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { ROOT } from '../../../scripts/packages/compile.ts';
import { releasedChangelog, unreleasedNotes } from '../../../scripts/release/changelog.ts';
import { git, releaseProblems } from '../../../scripts/release/problems.ts';
import { currentVersion, nextVersion, writeVersion } from '../../../scripts/release/versions.ts';

const FILES = [
  ...['server', 'sdk', 'examples', 'bench', 'chaos'].map((folder) => `${folder}/package.json`),
  ...['package.json', 'package-lock.json', 'guards/python/pyproject.toml', 'deploy/helm/latchkey/Chart.yaml'],
];

const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n### Added\n\n- $1, a note\n\n## 0.0.9 - 2026-01-02\n\n- An older note\n';

/** A repository of its own, with the files that a release reads and writes. */
async function repository(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'latchkey-release-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const file of FILES) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await cp(join(ROOT, file), join(root, file));
  }
  await writeFile(join(root, 'CHANGELOG.md'), CHANGELOG);
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  git(
    root,
    '-c',
    'user.name=Ann',
    '-c',
    'user.email=ann@example.com',
    'commit',
    '--quiet',
    '-m',
    'All of it',
  );
  return root;
}

it('all packages have one version, and a release changes it everywhere and nothing else', async (t) => {
  const root = await repository(t);
  const current = await currentVersion(root);
  const files = await writeVersion(root, '7.8.9');
  assert.equal(await currentVersion(root), '7.8.9');
  const changed = git(root, 'diff', '--name-only').split('\n');
  assert.deepEqual(changed.sort(), files.sort());
  const lines = git(root, 'diff', '--unified=0')
    .split('\n')
    .filter((line) => /^[-+][^-+]/.test(line));
  for (const line of lines) assert.ok(line.includes(line.startsWith('+') ? '7.8.9' : current), line);
  // The lock file is what npm would write.
  assert.equal(git(root, 'diff', '--stat', '--', 'package-lock.json').match(/(\d+) insertions/)?.[1], '11');

  await writeFile(join(root, 'sdk/package.json'), '{ "version": "7.8.8" }');
  await assert.rejects(
    currentVersion(root),
    /7\.8\.9 in server\/package\.json.*7\.8\.8 in sdk\/package\.json/,
  );
});

it('a release waits for commits, for notes, and for a version that was not released', async (t) => {
  const root = await repository(t);
  assert.deepEqual(await releaseProblems(root, '7.8.9'), []);
  git(root, 'tag', 'v7.8.9');
  await writeFile(
    join(root, 'CHANGELOG.md'),
    '# Changelog\n\n## Unreleased\n\n## 7.8.9 - 2026-11-29\n\n- A note\n',
  );
  const problems = await releaseProblems(root, '7.8.9');
  assert.equal(problems.length, 3);
  for (const said of [
    /not committed:\n.*CHANGELOG\.md/,
    /tag v7\.8\.9 already/,
    /nothing under Unreleased/,
  ]) {
    assert.ok(
      problems.some((problem) => said.test(problem)),
      `${said}`,
    );
  }
});

it('the notes of a release go under its version', async () => {
  assert.equal(unreleasedNotes(CHANGELOG), '### Added\n\n- $1, a note');
  const released = releasedChangelog(CHANGELOG, '7.8.9', '2026-11-29');
  assert.equal(unreleasedNotes(released), null);
  assert.ok(
    released.includes('## Unreleased\n\n## 7.8.9 - 2026-11-29\n\n### Added\n\n- $1, a note\n\n## 0.0.9'),
  );
  const own = await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8');
  assert.notEqual(releasedChangelog(own, '7.8.9', '2026-11-29'), own);
});

it('the next version is named by its kind, or is a later one', () => {
  for (const [wish, next] of [
    ['patch', '1.2.4'],
    ['minor', '1.3.0'],
    ['major', '2.0.0'],
    ['1.10.0', '1.10.0'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
  ] as const) {
    assert.equal(nextVersion('1.2.3', wish), next);
  }
  for (const wish of ['1.2.3', '1.2.2', '0.9.9', 'v2', 'next', '2.0']) {
    assert.throws(() => nextVersion('1.2.3', wish), /is not later than 1\.2\.3|is no version/, wish);
  }
});
