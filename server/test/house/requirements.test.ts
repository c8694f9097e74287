import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../../..');
const NAMED = /^`([^`]+)` “(.+)”$/;
/** The name of a test, a suite or a row of a table of cases, in any of the three kinds of quotes. */
const CALLED = /\b(?:test|it|describe|title)\s*[(:]\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;

interface Row {
  line: number;
  cells: string[];
}

/** The rows of all tables of a text, without heads and rules, under the heading that they stand below. */
function rowsIn(text: string): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  let heading = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('## ')) heading = line.slice(3);
    if (!line.startsWith('| ') || /^\| (---|requirement) \|/.test(line)) continue;
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    tables.set(heading, [...(tables.get(heading) ?? []), { line: index + 1, cells }]);
  }
  return tables;
}

/** Returns the problems of a cell of tests, each a sentence. `read` returns a file's text, or `null`. */
function problemsOf(cell: string, read: (file: string) => string | null): string[] {
  return cell.split('<br>').flatMap((entry) => {
    const [, file = '', name = ''] = NAMED.exec(entry.trim()) ?? [];
    if (file === '') return [`this names no file and test: ${entry || '(empty)'}`];
    const source = read(file);
    if (source === null) return [`there is no ${file}`];
    const names = [...source.matchAll(CALLED)].map(([, single, double, template]) =>
      (single ?? double ?? template ?? '').replaceAll("\\'", "'"),
    );
    return names.includes(name) ? [] : [`no test of ${file} is called “${name}”`];
  });
}

const read = (file: string): string | null =>
  /(^|\/)test\//.test(file) && existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : null;

/** The standards for the authorization server, as the tables of requirements write them. */
const STANDARDS = [
  ...['6749', '6750', '7009', '7521', '7523', '7591', '7592', '7636', '7662', '8252', '8414', '8628', '8693'],
  ...['8705', '8707', '9068', '9101', '9126', '9207', '9396', '9449', '9457', '9700', '9701', '9728'],
]
  .map((number) => `RFC ${number}`)
  .concat('OAuth 2.1', 'Client ID Metadata Documents', 'FAPI 2.0', 'OpenID Connect Core', 'Discovery section')
  .concat('RP-Initiated Logout', 'Back-Channel Logout', 'MCP authorization', 'ratelimit-headers');

describe('docs/project/requirements-standards.md', () => {
  it('has, with docs/project/requirements.md, a row for every standard, and a source in every row', () => {
    const rows = ['requirements', 'requirements-standards'].flatMap((name) =>
      [...rowsIn(readFileSync(join(ROOT, `docs/project/${name}.md`), 'utf8'))].flatMap(([heading, each]) =>
        heading === 'Later' ? [] : each,
      ),
    );
    const sources = rows.map(({ cells: [, source = ''] }) => source);
    assert.deepEqual(
      STANDARDS.filter((each) => !sources.some((source) => source.includes(each))),
      [],
    );
    const unfounded = rows.filter(({ cells: [, source = ''] }) => source.length < 2);
    assert.deepEqual(unfounded, []);
  });

  it('names test files that are in the repository', () => {
    const text = readFileSync(join(ROOT, 'docs/project/requirements-standards.md'), 'utf8');
    const files = [...text.matchAll(/`((?:server|sdk|examples)\/test\/[^`]+)`/g)].map(
      ([, file = '']) => file,
    );
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });
});

/** The sections of the four public pages that ask for something, by the words of their headings. */
const SECTIONS: Record<string, string[]> = {
  'ProConvey’s': [
    ...[
      'Getting your bearer token',
      'Using bearer tokens',
      'OAuth 2.0 Authentication',
      'OAuth flow overview',
    ],
    ...['Refreshing tokens', 'How Connected Accounts Work', 'Setting Up Connected Accounts'],
    ...['ProConvey-Account Header', 'Token Refresh', 'Token Security', 'Standard Scopes', 'Granular Scopes'],
    ...['Token Storage and Management', 'Access Control', 'Data Isolation', 'Audit and Compliance'],
    ...['Rate Limiting', 'Error handling', 'General Authentication', 'Connected Accounts'],
    ...['Standard Authentication', 'Connected Accounts Testing'],
  ],
  'Procurios’': ['Getting started', 'Authorization code', 'Client credentials', 'Example API Requests'],
  'ProspectConnect’s': [
    ...['Authentication', 'Choosing a flow', 'Personal Access Token', 'Authorization Code + PKCE', 'Scopes'],
    ...['Scope ∩ role', 'Keeping tokens safe'],
  ],
  'Convert’s': [
    ...['Overview', 'Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5', 'Client-Side JavaScript'],
    'Developer Appendix',
  ],
};
const OF_A_PAGE = /([A-Z]\w+’s?) page((?:(?:,| and)? “[^”]+”)*)/g;

/** The sections that a source names, as “page: section”; a page without a section of its own is `page: ?`. */
function sectionsIn(source: string): string[] {
  return [...source.matchAll(OF_A_PAGE)].flatMap(([, page = '', named = '']) => {
    const sections = [...named.matchAll(/“([^”]+)”/g)].map(([, section = '']) => section);
    return (sections.length > 0 ? sections : ['?']).map((section) => `${page}: ${section}`);
  });
}

describe('docs/project/requirements.md', () => {
  const tables = rowsIn(readFileSync(join(ROOT, 'docs/project/requirements.md'), 'utf8'));
  const rows = [...tables].flatMap(([heading, each]) => (heading === 'Later' ? [] : each));

  it('every test that is named there is in the repository', () => {
    const problems = rows.flatMap(({ line, cells: [, , tests = ''] }) =>
      problemsOf(tests, read).map((problem) => `line ${line}: ${problem}`),
    );
    assert.deepEqual(problems, []);
  });

  it('every document that a source names is in the repository', () => {
    const named = [...tables.values()]
      .flat()
      .flatMap(({ cells: [, source = ''] }) => [...source.matchAll(/\b[\w/-]+\.md\b/g)]);
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.map(([file]) => file).filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });

  it('every requirement has a source and a test; only what is for later has no test', () => {
    assert.ok(rows.length > 100);
    for (const { line, cells } of rows) {
      assert.equal(cells.length, 3, `line ${line}`);
      assert.ok(
        cells.every((cell) => cell !== ''),
        `line ${line}`,
      );
    }
    assert.ok((tables.get('Later') ?? []).every(({ cells }) => cells.length === 2));
  });

  it('every section of the four pages that asks for something has a row, and every row of a page its section', () => {
    const known = Object.entries(SECTIONS).flatMap(([page, sections]) =>
      sections.map((section) => `${page}: ${section}`),
    );
    const named = [...tables.values()].flat().flatMap(({ cells: [, source = ''] }) => sectionsIn(source));
    assert.deepEqual(
      known.filter((each) => !named.includes(each)),
      [],
      'these sections have no row',
    );
    assert.deepEqual(
      named.filter((each) => !known.includes(each)),
      [],
      'these are no sections of a page',
    );
    for (const page of Object.keys(SECTIONS)) {
      const own = [...tables].filter(([heading]) => heading.startsWith(`${page.replace(/’s?$/, '')} (`));
      const elsewhere = own
        .flatMap(([, each]) => each)
        .filter(({ cells }) => !cells[1]?.startsWith(`${page} page “`));
      assert.deepEqual([own.length, elsewhere], [1, []], `${page} table is about the page alone`);
    }
  });

  it('a file, a name or an entry that is wrong is noticed', () => {
    const placeholder = ['$', '{x}'].join('');
    const source = `it('stands', () => {});\nfor (const x of y) test(\`is ${placeholder}\`, run);\n`;
    const look = (file: string) => (file === 'a.test.ts' ? source : null);
    const right = `\`a.test.ts\` “stands”<br>\`a.test.ts\` “is ${placeholder}”`;
    assert.deepEqual(problemsOf(right, look), []);
    assert.equal(problemsOf('`a.test.ts` “stand”', look).length, 1);
    assert.equal(problemsOf('`b.test.ts` “stands”', look).length, 1);
    assert.equal(problemsOf('stands', look).length, 1);
    assert.equal(problemsOf('', look).length, 1);
  });
});
