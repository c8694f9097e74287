import assert from 'node:assert/strict';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { it } from 'node:test';

const ROOT = join(import.meta.dirname, '../../..');
const LINK = /\]\(([^)\s]+)\)/g;

it('the documents for newcomers exist', () => {
  for (const name of [
    'README.md',
    'ARCHITECTURE.md',
    'LICENSE',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
  ]) {
    assert.ok(existsSync(join(ROOT, name)), name);
  }
  assert.match(readFileSync(join(ROOT, 'LICENSE'), 'utf8'), /Apache License\s+Version 2\.0/);
  assert.ok(globSync('docs/decisions/*.md', { cwd: ROOT }).length > 0);
  accessSync(join(ROOT, '.ci/run'), constants.X_OK);
});

it('each decision has a number of its own, which its title repeats', () => {
  const decisions = globSync('docs/decisions/*.md', { cwd: ROOT }).sort();
  const numbers = decisions.map((file) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1] ?? file);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => String(index + 1).padStart(4, '0')),
  );
  for (const [index, file] of decisions.entries()) {
    assert.ok(readFileSync(join(ROOT, file), 'utf8').startsWith(`# ${numbers[index]}: `), file);
  }
});

it('docs/README.md names every page of every shelf', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
  const pages = globSync(['*.md', '{tutorials,guides,operate,reference,explanation,project}/*.md'], {
    cwd: join(ROOT, 'docs'),
  });
  assert.ok(pages.length > 20);
  assert.deepEqual(
    pages.filter((page) => page !== 'README.md' && !index.includes(`(${page})`)),
    [],
  );
});

it('a page of docs stands on a shelf', () => {
  const shelves = ['tutorials', 'guides', 'operate', 'reference', 'explanation', 'decisions', 'project'];
  const folders = globSync('docs/*/', { cwd: ROOT }).map((folder) => basename(folder));
  assert.deepEqual(folders.sort(), shelves.sort());
  assert.deepEqual(globSync('docs/*.md', { cwd: ROOT }).sort(), ['docs/README.md', 'docs/glossary.md']);
});

/** Returns the paths of the folders in the tree. A folder is indented below its parent; several may share a line. */
function roomsOf(page: string): string[] {
  const [, tree = ''] = page.split('```');
  const open: { indent: number; path: string }[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, space = '', names] = /^( *)((?:[\w.-]+\/)+(?:, (?:[\w.-]+\/)+)*)(?: |$)/.exec(line) ?? [];
    if (names === undefined) return [];
    while ((open.at(-1)?.indent ?? -1) >= space.length) open.pop();
    const paths = names.split(', ').map((name) => `${open.at(-1)?.path ?? ''}${name}`);
    open.push({ indent: space.length, path: paths[0] ?? '' });
    return paths.map((path) => path.slice(0, -1));
  });
}

it('ARCHITECTURE names every room', () => {
  const named = roomsOf(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'));
  const folders = globSync(
    ['{server,sdk}/src/**/', 'examples/*/', 'guards/*/', '{scripts,bench,chaos,wire}/'],
    {
      cwd: ROOT,
      exclude: (name) => name === 'node_modules',
    },
  ).map((folder) => folder.replace(/\/$/, ''));
  assert.ok(folders.length > 100);
  assert.deepEqual(
    folders.filter((folder) => !named.includes(folder)),
    [],
  );
  assert.deepEqual(
    named.filter((folder) => !existsSync(join(ROOT, folder))),
    [],
  );
});

it('no script of a page has the name of a module beside it, whose place it would take in what is built', () => {
  const scripts = globSync('server/src/**/*.js', { cwd: ROOT });
  assert.ok(scripts.length > 2);
  assert.deepEqual(
    scripts.filter((script) => existsSync(join(ROOT, script.replace(/js$/, 'ts')))),
    [],
  );
});

/** Returns the anchors of a document's headings on GitHub: lower case, hyphens, no punctuation. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('every link from one document to a file, or to a heading in it, leads to it', () => {
  const documents = globSync(['*.md', '{docs,server,sdk,guards,examples,bench,chaos}/**/*.md'], {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  });
  assert.ok(documents.length > 10);
  const broken = documents.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(LINK)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [path = '', anchor] = target.split('#');
      const to = path === '' ? join(ROOT, file) : join(ROOT, dirname(file), path);
      const leads =
        existsSync(to) && (anchor === undefined || anchorsOf(readFileSync(to, 'utf8')).includes(anchor));
      return leads ? [] : [`${file}: ${target}`];
    }),
  );
  assert.deepEqual(broken, []);
});
