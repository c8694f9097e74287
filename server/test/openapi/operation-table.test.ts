import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ApiDefinition, defineApi } from '../../src/config/index.ts';
import { relate } from '../../src/openapi/matching/template.ts';
import { loadOperations, OpenApiError, parseOperations } from '../../src/openapi/operation-table.ts';

function config(change: Partial<ApiDefinition> = {}) {
  return defineApi({
    name: 'library',
    title: 'Library',
    issuer: 'https://accounts.library.example',
    endpoints: {
      authorization: 'https://accounts.library.example/oauth/authorize',
      token: 'https://api.library.example/oauth/token',
    },
    domains: { 'api.library.example': {} },
    tenant: { word: 'branch', field: 'branch_id' },
    openapi: './openapi.yaml',
    front: { kind: 'sdk' },
    scopes: { read: 'Read', write: 'Write' },
    roles: { librarian: { title: 'Librarian', permissions: ['book.*'] } },
    ...change,
  });
}

const HEAD = `openapi: 3.1.0
info: { title: Library, version: "1" }
components:
  securitySchemes:
    oauth: { type: oauth2, flows: {} }
    key: { type: http, scheme: bearer }
`;

function parse(rest: string, change: Partial<ApiDefinition> = {}) {
  return parseOperations(HEAD + rest, 'openapi.yaml', config(change));
}

function faultsOf(rest: string, change: Partial<ApiDefinition> = {}): string[] {
  try {
    parse(rest, change);
  } catch (error) {
    assert.ok(error instanceof OpenApiError);
    const before = HEAD.split('\n').length - 1;
    return error.faults.map((each) => `${each.line - before} ${each.operation ?? '-'}: ${each.problem}`);
  }
  return [];
}

test('reads what an operation needs', () => {
  const { operations } = parse(`
security: [{ oauth: [read] }]
servers: [{ url: https://api.library.example/v1/ }]
paths:
  /books/{book_id}:
    summary: A book
    get: { operationId: readBook, tags: [Books, Lending], responses: {} }
    delete:
      security: [{ oauth: [read, write], key: [] }, { key: [write] }]
      x-latchkey-permission: book.delete
      x-latchkey-resource: ['book:{book_id}']
  /status: { get: { security: [], x-latchkey-tenant: false } }
`);
  assert.deepEqual(operations, [
    {
      id: 'readBook',
      tag: 'Books',
      method: 'GET',
      template: '/v1/books/{book_id}',
      public: false,
      scopes: [['read']],
      permission: null,
      owner: null,
      resources: [],
      customerData: true,
    },
    {
      id: 'DELETE /v1/books/{book_id}',
      method: 'DELETE',
      template: '/v1/books/{book_id}',
      public: false,
      scopes: [['read', 'write'], ['write']],
      permission: 'book.delete',
      owner: null,
      resources: [{ type: 'book', parameter: 'book_id' }],
      customerData: true,
    },
    {
      id: 'GET /v1/status',
      method: 'GET',
      template: '/v1/status',
      public: true,
      scopes: [],
      permission: null,
      owner: null,
      resources: [],
      customerData: false,
    },
  ]);
});

test('reads JSON as well, and follows an alias', () => {
  const document = {
    openapi: '3.1.0',
    components: { securitySchemes: { oauth: { type: 'oauth2' } } },
    paths: { '/books': { get: { security: [{ oauth: ['read'] }] } } },
  };
  const { operations } = parseOperations(JSON.stringify(document), 'openapi.json', config());
  assert.deepEqual(operations[0]?.scopes, [['read']]);
  const aliased = parse(`
paths:
  /books: { get: { security: &reading [{ oauth: [read] }] }, post: { security: *reading } }`);
  assert.deepEqual(aliased.operations[1]?.scopes, [['read']]);
});

test('names every problem of a document at once, with line and operation', () => {
  assert.deepEqual(
    faultsOf(`paths:
  /books:
    get: {}
    post: { security: [{ oauth: [reed] }] }
    put: { security: [{ nobody: [read] }] }
    patch: { security: [oauth] }
    delete: { security: [{ oauth: [write] }], x-latchkey-permission: shelf.delete }
    trace: { security: [{ oauth: [write] }], x-latchkey-permision: book.read }
    head: { security: [{ oauth: [read] }], x-latchkey-resource: 'book:{book_id}', x-latchkey-tenant: 'no' }
    get-all: {}
`),
    [
      '3 GET /books: no security; name the scopes it needs, or write security: [] if anybody may call it',
      '4 POST /books: scope reed is not declared in the configuration (did you mean `read`?)',
      '5 PUT /books: security scheme nobody is not declared under components.securitySchemes',
      '6 PATCH /books: a requirement has to name schemes, each with a list of scopes',
      '7 DELETE /books: no role of the configuration has the permission shelf.delete',
      '8 TRACE /books: x-latchkey-permision is not known (did you mean `x-latchkey-permission`?); use x-latchkey-permission, x-latchkey-owner, x-latchkey-resource, x-latchkey-tenant, x-latchkey-ids, x-latchkey-operations',
      '9 HEAD /books: x-latchkey-resource names {book_id}, which is not in the path',
      '9 HEAD /books: x-latchkey-tenant has to be true or false',
      '10 /books: get-all is not read beside methods',
    ],
  );
});

test('the needs of an operation are not lost by a capital, an underscore or a dash', () => {
  assert.deepEqual(
    faultsOf(`security: [{ oauth: [read] }]
paths:
  /books:
    get: { X-Latchkey-Permission: book.delete }
    put: { x_latchkey_permission: book.delete }
    post: { x-latchkey.permission: book.delete }
    delete: [{ x-latchkey-permission: book.delete }]
`).map((fault) => fault.replace(/;.*/, '')),
    [
      '4 GET /books: X-Latchkey-Permission is not known (did you mean `x-latchkey-permission`?)',
      '5 PUT /books: x_latchkey_permission is not known (did you mean `x-latchkey-permission`?)',
      '6 POST /books: x-latchkey.permission is not known (did you mean `x-latchkey-permission`?)',
      '7 DELETE /books: an operation has to be a mapping',
    ],
  );
});

test('a permission on a public operation is refused', () => {
  const paths = `paths:
  /books/{id}:
    get: { x-latchkey-resource: 'book:{id}' }
    delete: { x-latchkey-permission: book.delete }
    put: { x-latchkey-permission: book.delete, security: [{ oauth: [write] }] }
`;
  for (const open of ['[]', '[{}]']) {
    const faults = faultsOf(`security: ${open}\n${paths}`).map((fault) => fault.replace(/;.*/, ''));
    assert.deepEqual(faults, [
      '4 GET /books/{id}: x-latchkey-resource has no effect where anybody may call without a token',
      '5 DELETE /books/{id}: x-latchkey-permission has no effect where anybody may call without a token',
    ]);
  }
});

test('a permission for own records needs somebody who knows the owner', () => {
  const roles = { borrower: { title: 'Borrower', permissions: ['loan.extend:own', 'book.*:any'] } };
  const security = 'security: [{ oauth: [write] }]';
  const loan = `${security}, x-latchkey-permission: loan.extend`;
  assert.deepEqual(
    faultsOf(
      `paths:
  /a: { post: { ${loan} } }
  /b: { post: { ${loan}, x-latchkey-owner: handler } }
  /c/{user}: { post: { ${loan}, x-latchkey-owner: '{user}' } }
  /d: { post: { ${loan}, x-latchkey-owner: '{user}' } }
  /e: { post: { ${loan}, x-latchkey-owner: somebody } }
  /f: { post: { ${security}, x-latchkey-owner: handler } }
  /g: { post: { ${security}, x-latchkey-permission: 'loan.extend:own' } }
  /h: { post: { ${security}, x-latchkey-permission: 'book.lend' } }
`,
      { roles },
    ),
    [
      '2 POST /a: roles have loan.extend for own records only, so x-latchkey-owner has to say who knows the owner',
      '5 POST /d: x-latchkey-owner names {user}, which is not in the path',
      '6 POST /e: x-latchkey-owner has to be handler, or a path parameter such as {user_id}',
      '7 POST /f: x-latchkey-owner says whose record it is, which matters to an x-latchkey-permission only',
      '8 POST /g: x-latchkey-permission has to be the name of one permission, such as contact.delete, without * and :own',
    ],
  );
});

test('refuses templates that leave open which operation a call is, and bad parameter names', () => {
  const get = '{ get: { security: [{ oauth: [read] }] } }';
  const problems = faultsOf(`paths:
  /books/{id}: ${get}
  /books/{book_id}: ${get}
  /books/new: ${get}
  /a/{x}{y}: ${get}
  /a/{}: ${get}
  /a/{x}/{x}: ${get}
  /a//b: ${get}
  /a/../b: ${get}
  /a/b c: ${get}
  /a/{x: ${get}
  /a/b c{x}: ${get}
`);
  assert.deepEqual(problems, [
    '5 /a/{x}{y}: {x}{y}: it is open where one parameter ends and the next begins',
    "6 /a/{}: {}: a parameter's name is letters, digits, _ and -",
    '7 /a/{x}/{x}: {x} stands twice',
    '8 /a//b: an empty segment: no call could have this in its path',
    '9 /a/../b: ..: no call could have this in its path',
    '10 /a/b c: b c: no call could have this in its path',
    '11 /a/{x: {x: a parameter stands between { and }',
    '12 /a/b c{x}: b c{x}: no call could have what stands around the parameter in its path',
    '3 /books/{book_id}: one path could be this and /books/{id} (line 8)',
  ]);
});

test('refuses templates that case, an ending or a slash tell apart, where they need different things', () => {
  const needs = (scope: string) => `{ get: { security: [{ oauth: [${scope}] }] } }`;
  const problems = faultsOf(`paths:
  /books: ${needs('read')}
  /Books: ${needs('write')}
  /books/: ${needs('write')}
  /books/new: ${needs('read')}
  /books/new.json: ${needs('write')}
  /BOOKS/{id}: ${needs('write')}
  /a: ${needs('read')}
  /a/: ${needs('read')}
  /A: ${needs('read')}
`);
  const said =
    'which needs something else, and not every router distinguishes those; if yours does, say so on both with x-latchkey-ids: [lookalikes]';
  assert.deepEqual(problems, [
    `2 /books: only case, an ending or a slash tells this from /books/ (line 10), ${said}`,
    `2 /books: only case, an ending or a slash tells this from /Books (line 9), ${said}`,
    `6 /books/new.json: only case, an ending or a slash tells this from /books/new (line 11), ${said}`,
  ]);
});

test('refuses what is no OpenAPI 3 document, and a file that cannot be read', async () => {
  const refusal = (text: string) => () => parseOperations(text, 'openapi.yaml', config());
  assert.throws(refusal('swagger: "2.0"'), /openapi\.yaml:1:1: this is Swagger 2/);
  assert.throws(refusal('openapi: 3.1.0\npaths: {}'), /openapi\.yaml:2:1: there is no operation under paths/);
  assert.throws(refusal('openapi: [\n'), /openapi\.yaml:\d/);
  assert.throws(refusal('a: 1\na: 2\n'), /openapi\.yaml:2:1: a stands twice/);
  assert.throws(refusal(''), /not an OpenAPI 3 document/);
  await assert.rejects(loadOperations('/nowhere/openapi.yaml', config()), {
    name: 'ConfigError',
    message: /\/nowhere\/openapi\.yaml cannot be read \(there is no such file\)/,
  });
});

test('matching agrees with trying every template in turn, the most literal first', () => {
  const segment = fc.constantFrom('a', 'b', '{x}');
  const path = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 3 });
  const templates = fc
    .array(fc.array(segment, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
    .map((list) => {
      const named = list.map(
        (each) => `/${each.map((part, index) => (part === '{x}' ? `{x${index}}` : part)).join('/')}`,
      );
      const clear: string[] = [];
      for (const next of named) {
        if (clear.every((other) => ['apart', 'nested'].includes(relate(next, other)))) clear.push(next);
      }
      return clear;
    });
  fc.assert(
    fc.property(templates, path, (list, parts) => {
      const paths = Object.fromEntries(list.map((each) => [each, { get: { security: [{ oauth: [] }] } }]));
      const document = {
        openapi: '3.1.0',
        components: { securitySchemes: { oauth: { type: 'oauth2' } } },
        paths,
      };
      const built = parseOperations(JSON.stringify(document), 'openapi.json', config());
      const raw = `/${parts.join('/')}`;
      const match = built.match('GET', raw);
      const fits = list
        .filter((each) => new RegExp(`^${each.replaceAll(/\{x\d\}/g, '[^/]+')}$`).test(raw))
        .sort((one, other) => one.split('{').length - other.split('{').length);
      if (match.kind === 'malformed') assert.ok(parts.slice(0, -1).includes(''));
      else assert.equal(match.kind === 'found' ? match.operation.template : undefined, fits[0]);
    }),
    { numRuns: 2_000 },
  );
});
