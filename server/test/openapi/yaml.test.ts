import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineApi } from '../../src/config/index.ts';
import { OpenApiError, type OperationTable, parseOperations } from '../../src/openapi/operation-table.ts';
import { definition } from '../guard/world.ts';
import { stepsOf } from '../steps.ts';

const config = defineApi(definition);
const HEAD = 'openapi: 3.1.0\ncomponents: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }\n';

function parse(rest: string): OperationTable {
  return parseOperations(HEAD + rest, 'openapi.yaml', config);
}

/** Problems with their lines, counted from the end of `HEAD`. */
function problemsOf(text: string, head = HEAD): string[] {
  try {
    parseOperations(head + text, 'openapi.yaml', config);
  } catch (error) {
    assert.ok(error instanceof OpenApiError);
    const before = head.split('\n').length - 1;
    return error.faults.map(({ line, column, problem }) => `${line - before}:${column} ${problem}`);
  }
  return [];
}

/** The needs of a document's operations, by their ids. */
function needsOf({ operations }: OperationTable): Record<string, unknown> {
  return Object.fromEntries(
    operations.map(({ id, scopes, permission }) => [id, permission ? [scopes, permission] : scopes]),
  );
}

test('a merge key counts in an operation: what is written out wins, then the earlier mapping', () => {
  const table = parse(`
x-deleting: &deleting
  security: [{ oauth: [write] }]
  x-latchkey-permission: case.delete
x-reading: &reading { security: [{ oauth: [read] }], x-latchkey-permission: case.read }
paths:
  /merged:
    delete: { <<: *deleting, operationId: one }
    get: { operationId: written, x-latchkey-permission: case.write, <<: *deleting }
    put: { <<: [*reading, *deleting], operationId: list }
    post: { <<: { <<: *deleting, security: [{ oauth: [read] }] }, operationId: nested }
`);
  assert.deepEqual(needsOf(table), {
    one: [[['write']], 'case.delete'],
    written: [[['write']], 'case.write'],
    list: [[['read']], 'case.read'],
    nested: [[['read']], 'case.delete'],
  });
});

test('a merge key counts everywhere in a document', () => {
  const table = parse(`
x-item: &item
  parameters: [{ name: case_id, in: path }]
  delete: { operationId: remove, security: [{ oauth: [write] }] }
x-paths: &paths
  /cases/{case_id}: { <<: *item, get: { operationId: read, security: &s [{ <<: { oauth: [read] } }] } }
paths: { <<: *paths, /cases: { get: { operationId: list, security: *s } } }
`);
  assert.deepEqual(needsOf(table), { list: [['read']], read: [['read']], remove: [['write']] });
});

test('a merge key counts however YAML lets it be written, and is refused where readers differ', () => {
  const rest = (operation: string) => `
x-deleting: &deleting { security: [{ oauth: [write] }], x-latchkey-permission: case.delete }
security: [{ oauth: [read] }]
paths:
  /cases/{case_id}:
    delete: ${operation}
`;
  const expected = { 'DELETE /cases/{case_id}': [[['write']], 'case.delete'] };
  const merges = ['<<: *deleting', '? << : *deleting', '!!merge <<: *deleting', '&m <<: *deleting'];
  for (const version of ['', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n']) {
    for (const merge of merges) {
      const table = parseOperations(version + HEAD + rest(`{ ${merge} }`), 'openapi.yaml', config);
      assert.deepEqual(needsOf(table), expected, version + merge);
    }
  }
  assert.deepEqual(problemsOf(rest('{ x-m: &m <<, *m : *deleting }')), ['6:27 << has to be written out']);
  const binary = rest('{ !!binary c2VjdXJpdHk=: [{ oauth: [write] }] }');
  assert.deepEqual(problemsOf(binary), ['6:24 a key has to be text']);
});

test('a merge key that names no mapping is refused, and in quotes it is a name like any other', () => {
  assert.deepEqual(
    problemsOf(`paths:
  /a: { get: { security: [], <<: [{}, 5] } }
  /b: { get: { security: [], <<: text } }
  /c: { get: { security: [], <<: {}, <<: {} } }
`),
    [
      '2:30 << has to name a mapping, or a list of mappings',
      '3:30 << has to name a mapping, or a list of mappings',
      '4:38 << stands twice in one mapping; give it a list',
    ],
  );
  const quoted = `paths: { /a: { get: { '<<': { security: [] } } } }`;
  assert.match(problemsOf(quoted)[0] ?? '', /no security/);
});

test('JSON is read as JSON: without merge keys, and a name that stands twice is refused', () => {
  const document = { openapi: '3.1.0', paths: { '/a': { get: { '<<': { security: [] } } } } };
  assert.match(problemsOf(JSON.stringify(document, null, 2), '')[0] ?? '', /^5:7 no security/);
  const twice = '{ "openapi": "3.1.0",\n  "paths": { "/a": {}, "/a": { "get": { "security": [] } } } }';
  assert.deepEqual(problemsOf(twice, ''), ['2:24 /a stands twice in one object']);
});

test('an operation that means to be merged where nothing is merged is refused', () => {
  const operation = { '<<': { 'x-latchkey-permission': 'case.delete' }, security: [{ oauth: ['read'] }] };
  const document = {
    openapi: '3.1.0',
    components: { securitySchemes: { oauth: { type: 'oauth2' } } },
    paths: { '/a': { delete: operation } },
  };
  const quoted = JSON.stringify(document.paths);
  const said = /<< is a name like any other here, and nothing is merged$/;
  for (const problems of [problemsOf(JSON.stringify(document), ''), problemsOf(`paths: ${quoted}`)]) {
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', said);
  }
});

test('YAML that begins like JSON is read as YAML', () => {
  const flow = `{ openapi: 3.1.0, paths: { /a: { get: { operationId: open, security: [] } } } }`;
  assert.deepEqual(needsOf(parseOperations(flow, 'openapi.json', config)), { open: [] });
});

test('an alias means the last anchor before it, and none within itself', () => {
  const table = parse(`
x-one: &way [{ oauth: [read] }]
paths:
  /a: { get: { operationId: first, security: *way } }
  /b: { get: { operationId: second, security: &way [{ oauth: [write] }] } }
  /c: { get: { operationId: third, security: *way } }
`);
  assert.deepEqual(needsOf(table), { first: [['read']], second: [['write']], third: [['write']] });
  assert.deepEqual(problemsOf('x-a: &a { b: *a }\nx-c: *d\npaths: {}\n'), [
    '1:11 *a is inside the value that it refers to',
    '2:1 there is no anchor &d before *d',
  ]);
});

test('a few lines of aliases to aliases are refused before they are written out', async () => {
  const lines = Array.from({ length: 40 }, (_, n) => `x-${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`);
  const bomb = `x-0: &a0 [1]\n${lines.join('\n')}\npaths: {}\n`;
  let problems: string[] = [];
  const steps = await stepsOf(() => {
    problems = problemsOf(bomb);
  });
  assert.equal(problems.length, 1, String(problems));
  assert.match(problems[0] ?? '', /^\d+:\d+ the aliases up to here expand to more than 1000000 values$/);
  assert.ok(steps < 200_000, `${steps} steps`);
  const merged = lines.map((line) => line.replace('[', '{ <<: [').replace(']', '] }'));
  assert.match(problemsOf(`x-0: &a0 { k: 1 }\n${merged.join('\n')}\npaths: {}\n`)[0] ?? '', /aliases up to/);
});

const OPERATION = 'paths: { /p: { get: { security: [{ oauth: [read] }] } } }\n';
const KINDS: Record<string, (i: number) => string> = {
  'aliases of one anchor': (i) => `  a${i}: { get: { responses: *r } }\n`,
  'anchors, each with an alias': (i) => `  a${i}: { get: &o${i} { security: [] }, post: *o${i} }\n`,
  'merge keys': (i) => `  a${i}: { <<: *r, b${i}: {} }\n`,
  'references into one long mapping': (i) => `  a${i}: { $ref: '#/x-long/b${i}' }\n  b${i}: {}\n`,
  'references by the name that a schema gave itself': (i) =>
    `  a${i}: { $ref: '#n${i}' }\n  b${i}: { $anchor: n${i} }\n`,
  'a chain of references': (i) => `  a${i}: ${i === 0 ? '{}' : `{ $ref: '#/x-long/a${i - 1}' }`}\n`,
};

function document(entry: (i: number) => string, n: number): string {
  const entries = Array.from({ length: n }, (_, i) => entry(i));
  return `${OPERATION}x-r: &r { default: {}, '404': {} }\nx-long:\n${entries.join('')}`;
}

for (const [kind, entry] of Object.entries(KINDS)) {
  test(`reading takes steps in proportion to the document: ${kind}`, async () => {
    const read = (n: number) => stepsOf(() => assert.deepEqual(problemsOf(document(entry, n)), []));
    await read(50);
    const [short, long] = [await read(100), await read(400)];
    assert.ok(long < 5 * short, `${short} steps for 100, ${long} for 400`);
  });
}

test('a document that is nested without end is refused in one sentence, as JSON and as YAML', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
  const problem = 'mappings and lists are in each other more than 500 levels deep';
  for (const levels of [1_000, 200_000]) {
    assert.deepEqual(problemsOf(`{"openapi":"3.1.0","paths":{},"x":${nested(levels)}}`, ''), [
      `1:1 ${problem}`,
    ]);
  }
  for (const levels of [1_000, 20_000]) {
    assert.ok(problemsOf(`paths: {}\nx-deep: ${nested(levels)}\n`)[0]?.endsWith(problem));
  }
  assert.deepEqual(problemsOf(`paths: { /a: { get: { security: [] } } }\nx-deep: ${nested(400)}\n`), []);
});
