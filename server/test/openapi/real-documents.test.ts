import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOperations } from '../../src/cli/doctor/config-checks.ts';
import { defineApi } from '../../src/config/index.ts';
import { exploredDocument } from '../../src/explorer/shown-document.ts';
import { OpenApiError, type OperationTable, parseOperations } from '../../src/openapi/operation-table.ts';
import { definition, openWorld } from '../guard/world.ts';

const config = defineApi({ ...definition, explorer: 'https://docs.records.example' });
const HEAD = 'openapi: 3.0.3\ncomponents: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }\n';
const READ = 'security: [{ oauth: [read] }]';

function parse(rest: string): OperationTable {
  return parseOperations(HEAD + rest, 'openapi.yaml', config);
}

function problemsOf(text: string): string[] {
  try {
    parseOperations(text, 'openapi.yaml', config);
  } catch (error) {
    assert.ok(error instanceof OpenApiError);
    return error.faults.map(({ line, problem }) => `${line}: ${problem}`);
  }
  return [];
}

function templatesOf({ operations }: OperationTable): string[] {
  return operations.map(({ method, template }) => `${method} ${template}`);
}

const SERVERS: [what: string, servers: string, template: string][] = [
  ['an address', '[{ url: "https://a.example/v1/" }]', 'GET /v1/a'],
  ['a path alone', '[{ url: /v1 }]', 'GET /v1/a'],
  ['an address without a scheme', '[{ url: "//a.example/v1" }]', 'GET /v1/a'],
  ['nothing but a slash', '[{ url: / }]', 'GET /a'],
  [
    'a variable in the path',
    '[{ url: "https://a.example/{version}", variables: { version: { default: v2 } } }]',
    'GET /v2/a',
  ],
  [
    'a number as the default of a variable',
    '[{ url: "https://a.example/api/{v}", variables: { v: { default: 2.1 } } }]',
    'GET /api/2.1/a',
  ],
  [
    'a variable for the host',
    '[{ url: "https://{host}/api", variables: { host: { default: a.b } } }]',
    'GET /api/a',
  ],
  ['a host that is left open', '[{ url: "https://{yours}" }]', 'GET /a'],
  [
    'a variable for all of it',
    '[{ url: "{server}/v1", variables: { server: { default: "https://a.example" } } }]',
    'GET /v1/a',
  ],
];

for (const [what, servers, template] of SERVERS) {
  test(`the path of a server is read: ${what}`, () => {
    assert.deepEqual(templatesOf(parse(`servers: ${servers}\npaths: { /a: { get: { ${READ} } } }`)), [
      template,
    ]);
  });
}

test('a server whose path no call could be compared with is refused', () => {
  for (const url of [
    'https://a.example/{version}',
    'v1',
    'https://a.example/v1?x=1',
    'https://a.example//v1',
  ]) {
    const [problem] = problemsOf(`${HEAD}servers: [{ url: "${url}" }]\npaths: { /a: { get: { ${READ} } } }`);
    assert.match(problem ?? '', /^3: the path of the server .* has to be plain segments/, url);
  }
});

test('servers of a path or an operation count: nothing changes where they have the same path', () => {
  const table = parse(`servers: [{ url: "https://a.example/v1" }]
paths:
  /same: { servers: [{ url: "https://b.example/v1" }], get: { ${READ} } }
  /path: { servers: [{ url: "https://up.example/upload" }], get: { ${READ} }, put: { ${READ} } }
  /own:
    get: { ${READ} }
    post: { ${READ}, servers: [{ url: "https://up.example" }] }
`);
  assert.deepEqual(templatesOf(table), [
    'GET /v1/same',
    'GET /upload/path',
    'PUT /upload/path',
    'GET /v1/own',
    'POST /own',
  ]);
  assert.deepEqual(table.remarks, [
    'Below the path of a server of their own, on every host of the API: GET /upload/path, PUT /upload/path, POST /own.',
  ]);
  assert.equal(table.match('POST', '/v1/own').kind, 'method_not_allowed');
  assert.equal(table.match('POST', '/own').kind, 'found');
});

test('doctor says below which further server paths no call is let through', () => {
  const table = parse(`servers:
  - { url: "https://a.example/v1" }
  - { url: "https://test.a.example/v1" }
  - { url: "https://a.example/{v}", variables: { v: { default: v2, enum: [v1, v2, v3] } } }
  - { url: "https://test.a.example/test/v1" }
paths: { /a: { get: { ${READ} } } }`);
  assert.deepEqual(
    checkOperations(config, table)
      .map(({ what }) => what)
      .filter((what) => /server/.test(what)),
    [
      'The paths of the document hang below its first server alone. Calls below those of the others match no operation: /v2, /v3, /test/v1. Put the one that your API has first.',
    ],
  );
});

test('the explorer sends calls to the API’s own hosts, below the path of the server', async (t) => {
  const { api, close } = await openWorld();
  t.after(close);
  const { document } = parse(`servers: [{ url: "https://a.example/v1" }]
paths:
  /a: { get: { ${READ} } }
  /b: { servers: [{ url: "https://up.example/upload" }], get: { ${READ} } }
  /c: { get: { ${READ}, servers: [{ url: "//up.example/" }] } }
`);
  const shown = JSON.stringify(exploredDocument(api, document ?? {}, 'live'));
  const urls = [...shown.matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);
  assert.deepEqual(urls, [
    'http://api.cases.localhost:4000/v1',
    'http://api.cases.localhost:4000/upload',
    'http://api.cases.localhost:4000',
  ]);
});

test('operations that a query or a fragment tells apart are one call: taken where they need the same', () => {
  const table = parse(`paths:
  /token#refresh: { post: { operationId: refresh, ${READ} } }
  /token: { post: { operationId: token, ${READ} } }
  /items?beta=true: { get: { operationId: beta, ${READ} } }
`);
  assert.deepEqual(templatesOf(table), ['POST /token', 'GET /items']);
  assert.equal(table.operations[0]?.id, 'token');
  assert.deepEqual(table.remarks, [
    'Told apart by their query or fragment alone, and judged as one: POST /token#refresh as POST /token.',
  ]);
  const differing = `paths:
  /items: { get: { operationId: all, security: [{ oauth: [write] }] } }
  /items?beta=true: { get: { operationId: beta, ${READ} } }
`;
  assert.deepEqual(problemsOf(HEAD + differing), [
    '5: one call could be this and /items (line 4), which needs something else',
  ]);
});

test('a path that no request could have is left out, and doctor says so', () => {
  const table = parse(`paths:\n  /<upload_url>: { put: { ${READ} } }\n  /a: { get: { ${READ} } }\n`);
  assert.deepEqual(templatesOf(table), ['GET /a']);
  assert.deepEqual(table.remarks, ['No call could have these paths: /<upload_url>.']);
});

test('a fault of the whole document is reported once: Swagger 2.0, and a document without any security', () => {
  const swagger = `swagger: "2.0"\nhost: a.example\nsecurityDefinitions: { key: { type: apiKey } }\npaths: { /a: { get: {} } }`;
  const problems = problemsOf(swagger);
  assert.equal(problems.length, 1, String(problems));
  assert.match(problems[0] ?? '', /^1: this is Swagger 2\.0, .*convert it to OpenAPI 3/);
  assert.deepEqual(problemsOf('openapi: 3.1.0\npaths: { /a: { get: {}, put: {} }, /b: { get: {} } }'), [
    '1: no operation has security, and neither has the document; name the scopes it needs, or write security: [] if anybody may call it',
  ]);
});

test('a fault in the security of the whole document is reported once, with the scope that was meant', () => {
  const text = `${HEAD}security: [{ oauth: [raed] }]\npaths: { /a: { get: {}, put: {} }, /b: { get: {} } }`;
  assert.throws(() => parseOperations(text, 'openapi.yaml', config), {
    message:
      /openapi\.yaml:3:22, GET \/a, PUT \/a, GET \/b: scope raed is not declared in the configuration \(did you mean `read`\?\)\.$/,
  });
});

test('additions of tools are accepted: a version without its last number, extensions beside a $ref', () => {
  const text = `openapi: "3.1"
components: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }
paths: { /a: { $ref: '#/x-items/a', x-tag: a, summary: A } }
webhooks: { changed: { post: { responses: {} } } }
x-items: { a: { get: { ${READ}, callbacks: { done: { '{$request.body#/url}': { post: {} } } } } } }
`;
  assert.deepEqual(templatesOf(parseOperations(text, 'openapi.yaml', config)), ['GET /a']);
});

test('one shape of a path has other names for other methods, as in GitHub’s document', () => {
  const table = parse(`${READ}
paths:
  /attestations/{attestation_id}: { delete: { security: [{ oauth: [write] }] } }
  /attestations/{subject_digest}: { get: {} }
`);
  const removed = table.match('DELETE', '/attestations/7');
  const shown = table.match('GET', '/attestations/sha256:ab');
  assert.ok(removed.kind === 'found' && shown.kind === 'found');
  assert.deepEqual(removed.parameters, { attestation_id: '7' });
  assert.deepEqual(shown.parameters, { subject_digest: 'sha256:ab' });
  assert.equal(table.match('HEAD', '/attestations/7').kind, 'found');
  const both = (method: string) =>
    problemsOf(`${HEAD}${READ}
paths:
  /attestations/{a}: { get: {} }
  /attestations/{b}: { ${method}: {} }
`);
  assert.deepEqual(both('put'), []);
  for (const method of ['get', 'head']) {
    assert.match(both(method).join(), /one path could be this and \/attestations\/\{a\}/, method);
  }
});

test('an ending alone tells two paths apart where the API says that it minds, as in Discord’s document', () => {
  const document = (ids: string) => `${HEAD}${READ}
paths:
  /guilds/{id}/widget: { get: { ${ids} security: [{ oauth: [write] }] } }
  /guilds/{id}/widget.png: { get: { ${ids} security: [] } }
`;
  assert.match(problemsOf(document('')).join(), /x-latchkey-ids: \[lookalikes\]/);
  const table = parseOperations(document('x-latchkey-ids: [lookalikes],'), 'openapi.yaml', config);
  for (const [path, open] of [
    ['/guilds/1/widget.png', true],
    ['/guilds/1/widget', false],
  ] as const) {
    const match = table.match('GET', path);
    assert.ok(match.kind === 'found' && match.operation.public === open, path);
  }
});
