import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { defineApi } from '../../src/config/index.ts';
import { loadOperations, OpenApiError, parseOperations } from '../../src/openapi/operation-table.ts';
import { definition } from '../guard/world.ts';

const config = defineApi(definition);

/** A folder of files, of which `openapi.yaml` is the document. */
async function folderOf(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-openapi-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return join(folder, 'openapi.yaml');
}

async function problemsOf(load: () => unknown): Promise<string[]> {
  try {
    await load();
  } catch (error) {
    assert.ok(error instanceof OpenApiError);
    return error.problems;
  }
  return [];
}

const HEAD = 'openapi: 3.1.0\ncomponents: { securitySchemes: { oauth: { type: oauth2 } } }\n';

test('operations stand where references lead: in the document, in a file beside it, and on from there', async (t) => {
  const file = await folderOf(t, {
    'openapi.yaml': `openapi: 3.1.0
components:
  securitySchemes: { $ref: 'parts/security.yaml#/schemes' }
  pathItems: { a/b~c: { get: { security: [{ oauth: [read] }] } } }
paths:
  /here: { $ref: '#/components/pathItems/a~1b~0c', summary: Here }
  /cases/{case_id}: { $ref: 'parts/cases.json#/items/1' }
`,
    'parts/security.yaml': 'schemes: { oauth: { type: oauth2, flows: {} } }\n',
    'parts/cases.json': JSON.stringify({
      items: [
        null,
        {
          parameters: [{ $ref: '../parameters.yaml#case' }],
          delete: { security: [{ oauth: ['write'] }], 'x-latchkey-permission': 'case.delete' },
        },
      ],
    }),
    'parameters.yaml': 'deep: { $anchor: case, name: case_id, in: path, required: true }\n',
  });
  const { operations } = await loadOperations(file, config);
  assert.deepEqual(
    operations.map(({ id, scopes, permission }) => [id, scopes, permission]),
    [
      ['GET /here', [['read']], null],
      ['DELETE /cases/{case_id}', [['write']], 'case.delete'],
    ],
  );
});

test('a fault in a file that is referred to is named with that file, line and column', async (t) => {
  const file = await folderOf(t, {
    'openapi.yaml': `${HEAD}paths:\n  /cases: { $ref: cases.yaml }\n`,
    'cases.yaml': 'get:\n  operationId: list\npost:\n  security: [{ oauth: [rite] }]\n',
  });
  assert.deepEqual(await problemsOf(() => loadOperations(file, config)), [
    'cases.yaml:1:1, GET /cases: no security; name the scopes it needs, or write security: [] if anybody may call it',
    'cases.yaml:4:24, POST /cases: scope rite is not declared in the configuration (did you mean `write`?)',
  ]);
  const broken = await folderOf(t, {
    'openapi.yaml': `${HEAD}paths:\n  /cases: { $ref: cases.yaml }\n`,
    'cases.yaml': 'get: [\n',
  });
  assert.match((await problemsOf(() => loadOperations(broken, config)))[0] ?? '', /^cases\.yaml:\d+:\d+: /);
});

test('a reference that leads nowhere, in a circle, out of the folder or to another server is refused', async (t) => {
  const file = await folderOf(t, {
    'openapi.yaml': `${HEAD}paths:
  /a: { $ref: '#/nowhere' }
  /b: { $ref: '#/paths/~1c' }
  /c: { $ref: '#/paths/~1b' }
  /d: { $ref: 'absent.yaml' }
  /e: { $ref: '../openapi.yaml' }
  /f: { $ref: '/etc/passwd' }
  /g: { $ref: 'https://elsewhere.example/paths.yaml' }
  /h: { $ref: '//elsewhere.example/paths.yaml' }
  /i: { $ref: '%2e%2e/openapi.yaml' }
  /j: { $ref: 'file:///etc/passwd' }
  /k: { $ref: '#no-such-anchor' }
  /l: { $ref: '%ff' }
  /m:
    get:
      security: [{ oauth: [read] }]
      responses: { default: { $ref: '#/components/responses/absent' } }
`,
  });
  const problems = await problemsOf(() => loadOperations(file, config));
  const server = 'leads to another server; keep what it needs in a file beside the document';
  assert.deepEqual(problems.toSorted(), [
    `openapi.yaml:10:3: $ref https://elsewhere.example/paths.yaml ${server}`,
    `openapi.yaml:11:3: $ref //elsewhere.example/paths.yaml ${server}`,
    'openapi.yaml:12:3: $ref %2e%2e/openapi.yaml leads out of the folder of the document',
    `openapi.yaml:13:3: $ref file:///etc/passwd ${server}`,
    'openapi.yaml:14:3: $ref #no-such-anchor leads nowhere',
    'openapi.yaml:15:3: $ref %ff has broken percent-encoding',
    'openapi.yaml:19:20: $ref #/components/responses/absent leads nowhere',
    'openapi.yaml:4:3: $ref #/nowhere leads nowhere',
    'openapi.yaml:5:3: this $ref leads in a circle',
    'openapi.yaml:6:3: this $ref leads in a circle',
    'openapi.yaml:7:3: $ref absent.yaml: there is no readable file absent.yaml beside the document',
    'openapi.yaml:8:3: $ref ../openapi.yaml leads out of the folder of the document',
    'openapi.yaml:9:3: $ref /etc/passwd leads out of the folder of the document',
  ]);
});

test('schemas may contain themselves, and what only looks like a reference is none', () => {
  const { operations } = parseOperations(
    `${HEAD}paths:
  /cases:
    get:
      security: [{ oauth: [read] }]
      responses:
        default: { content: { application/json: { example: { $ref: 'nowhere' } } } }
`.replace(
      'oauth: { type: oauth2 } }',
      "oauth: { type: oauth2 } }, schemas: { Case: { properties: { next: { $ref: '#/components/schemas/Case' }, example: { type: string } } } }",
    ),
    'openapi.yaml',
    config,
  );
  assert.equal(operations.length, 1);
});

test('files that name each other twice each are refused before they are written out for the explorer', async (t) => {
  const files = Array.from({ length: 30 }, (_, n) => [
    `f${n}.yaml`,
    `a: { $ref: 'f${n + 1}.yaml' }\nb: { $ref: 'f${n + 1}.yaml' }\n`,
  ]);
  const file = await folderOf(t, {
    'openapi.yaml': `${HEAD}paths: { /a: { get: { security: [{ oauth: [read] }] } } }\nwebhooks: { all: { $ref: f0.yaml } }\n`,
    ...Object.fromEntries(files),
    'f30.yaml': 'end: true\n',
  });
  const explored = { ...config, explorer: 'https://docs.records.example' };
  assert.match((await problemsOf(() => loadOperations(file, explored)))[0] ?? '', /more than 2000000 values/);
  assert.equal((await loadOperations(file, config)).document, null);
});

test('a reference in an extension keeps no document out, unless a reference leads into the extension', async (t) => {
  const extension =
    'x-topics: [{ content: { $ref: ./docs/start.md } }]\nx-shared: { get: { $ref: gone.yaml } }\n';
  const own = `${HEAD}paths: { /a: { get: { security: [{ oauth: [read] }] } } }\n${extension}`;
  const file = await folderOf(t, {
    'openapi.yaml': own,
    'entered.yaml': own.replace('paths: {', "paths: { /b: { $ref: '#/x-shared' },"),
  });
  assert.deepEqual(
    (await loadOperations(file, config)).operations.map(({ id }) => id),
    ['GET /a'],
  );
  const entered = await problemsOf(() => loadOperations(file.replace('openapi.', 'entered.'), config));
  assert.equal(entered.length, 2, String(entered));
  for (const file of ['docs/start.md', 'gone.yaml']) {
    assert.ok(
      entered.some((each) => each.endsWith(`there is no readable file ${file} beside the document`)),
      file,
    );
  }
});

test('nothing that decides may stand beside a reference', async () => {
  const text = `${HEAD}paths:
  /a: { $ref: '#/x-shared', security: [] }
  /b: { get: { $ref: '#/x-shared/get', x-latchkey-permission: case.read } }
x-shared: { get: { security: [{ oauth: [read] }] } }
`;
  assert.deepEqual(await problemsOf(() => parseOperations(text, 'openapi.yaml', config)), [
    'openapi.yaml:4:29, /a: security beside $ref is not read',
    'openapi.yaml:5:40, GET /b: x-latchkey-permission beside $ref is not read',
  ]);
});

test('a path parameter that is declared has to stand in the path, for one operation or all of them', async () => {
  const text = `${HEAD}security: [{ oauth: [read] }]
paths:
  /cases/{case_id}:
    parameters: [{ name: case_id, in: path }, { name: id, in: path }]
    get: { parameters: [{ name: page, in: query }, { name: cas_id, in: path }] }
`;
  assert.deepEqual(await problemsOf(() => parseOperations(text, 'openapi.yaml', config)), [
    'openapi.yaml:6:47, /cases/{case_id}: the path parameter {id} is not in the path',
    'openapi.yaml:7:52, GET /cases/{case_id}: the path parameter {cas_id} is not in the path',
  ]);
});
