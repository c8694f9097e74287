import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMPILER_MEMORY } from '../../../scripts/packages/compile.ts';
import { type Edit, editsOf, make } from './worked-examples.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Where the examples change something. The rest of the clone is the same in the copy. */
const CHANGED = ['wire', 'server', 'sdk', 'docs'];
const MOST_WORDS = 1_200;

/** Tests that are there and see the examples, each by a part of its name. */
const HELD = {
  'server/test/house/docs.test.ts': 'docs/reference/',
  'server/test/house/documents.test.ts': 'ARCHITECTURE names every room',
  'server/test/guard/checks.test.ts': 'ARCHITECTURE has every check in the order of the decision',
  'server/test/house/policy-page.test.ts': 'docs/explanation/policy.md',
  'server/test/guard/reuse/reuse.test.ts': 'is one of the tags of every decision that could be another now',
  'server/test/cli/doctor.test.ts': 'each dialect in use is named with its risk',
};
/** Those that run the rows and cases of the examples. */
const RUNNERS = [
  'server/test/guard/refusal/refusals.test.ts',
  'server/test/guard/examine.test.ts',
  'server/test/store/sqlite.test.ts',
];

describe('the worked examples of CONTRIBUTING.md', () => {
  let page: string;
  let edits: Edit[];
  let copy: string;
  before(async () => {
    page = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    edits = editsOf(page);
    copy = await copyOfClone();
    for (const edit of edits) await make(edit, copy);
  });
  after(() => rm(copy, { recursive: true, force: true }));

  /** Runs a program in the copy; fails with all that it said, unless it ends well. */
  const run = (program: string, ...args: string[]): string => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: copy,
      env: { ...env, ...COMPILER_MEMORY },
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${stdout}${stderr}`);
    return stdout;
  };
  const tool = (name: string) => join(ROOT, 'node_modules/.bin', name);
  const code = () => [...new Set(edits.map(({ file }) => file))].filter((file) => file.endsWith('.ts'));

  it('show one of each thing that is added', () => {
    assert.deepEqual(
      [...new Set(edits.map(({ example }) => example))],
      ['A grant', 'A dialect', 'An endpoint', 'A check of the guard', 'A verb of the store', 'A page'],
    );
  });

  it('leave a page that is read in one sitting', () => {
    const prose = page.replaceAll(/^```.*?^```$/gms, '').split(/\s+/);
    assert.ok(prose.length < MOST_WORDS, `${prose.length} words beside the code`);
  });

  it('compile, and are formatted', async () => {
    const include = ['server/src', 'sdk/src', ...RUNNERS, ...code()];
    await writeFile(join(copy, 'examples.json'), JSON.stringify({ extends: './tsconfig.json', include }));
    run(tool('tsc'), '-p', 'examples.json', '--singleThreaded', '--pretty', 'false');
    await rm(join(copy, 'examples.json'));
    run(tool('biome'), 'check', '--error-on-warnings', ...code());
  });

  it('work: their tests pass, with those that see them', async () => {
    const tests = edits.filter(({ file }) => file.startsWith('server/test/'));
    const titles = tests.flatMap(({ change }) =>
      [...change.matchAll(/(?:\b(?:it|describe)\(|^\+ +title: )['`]([^'`$]+)/gm)].map(
        ([, title = '']) => title,
      ),
    );
    assert.ok(titles.length >= 7, titles.join('\n'));
    const names = [...titles, ...Object.values(HELD)];
    const files = new Set([
      ...tests.map(({ file }) => file).filter((file) => file.endsWith('.test.ts')),
      ...Object.keys(HELD),
      ...RUNNERS,
    ]);
    const said = run(
      process.execPath,
      ...['--test', '--test-isolation=none', '--test-reporter=tap'],
      ...names.map((name) => `--test-name-pattern=${name}`),
      ...files,
    );
    const passed = [...said.matchAll(/^ *ok \d+ - (?!.*# SKIP)(.*)$/gm)].map(([, title = '']) => title);
    assert.deepEqual(
      names.filter((name) => !passed.some((title) => title.includes(name))),
      [],
    );
  });

  it('touch no file that is not named', async () => {
    const touched: string[] = [];
    for (const folder of ['.', ...CHANGED]) {
      const recursive = folder !== '.';
      for (const entry of await readdir(join(copy, folder), { recursive, withFileTypes: true })) {
        const file = relative(copy, join(entry.parentPath, entry.name));
        if (entry.isFile() && !(await isSame(file))) touched.push(file);
      }
    }
    assert.deepEqual(touched.sort(), [...new Set(edits.map(({ file }) => file))].sort());
  });

  async function isSame(file: string): Promise<boolean> {
    const here = await readFile(join(copy, file));
    const there = await readFile(join(ROOT, file)).catch(() => null);
    return there?.equals(here) === true;
  }
});

async function copyOfClone(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'latchkey-contributing-'));
  // Files that other tests make in the clone meanwhile are left out.
  const filter = (file: string) =>
    !['node_modules', '.latchkey', 'dist', '__pycache__'].includes(basename(file));
  for (const entry of await readdir(ROOT, { withFileTypes: true })) {
    const [from, to] = [join(ROOT, entry.name), join(copy, entry.name)];
    if (entry.isFile() || CHANGED.includes(entry.name)) await cp(from, to, { recursive: true, filter });
    else if (entry.name !== '.git') await symlink(from, to);
  }
  return copy;
}
