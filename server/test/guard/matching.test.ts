import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineApi } from '../../src/config/index.ts';
import { parseOperations } from '../../src/guard/operations.ts';
import { definition } from './world.ts';

const table = parseOperations(
  `openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2 } } }
security: [{ oauth: [read] }]
paths:
  /: { get: {} }
  /users/me: { get: {} }
  /users/{id}: { get: {}, delete: {} }
  /users/{id}/books/{book}: { get: {} }
  /users/me/books: { post: {} }
  /trailing/: { get: {} }
`,
  'openapi.yaml',
  defineApi(definition),
);

const cases: [method: string, path: string, expected: string][] = [
  ['GET', '/', 'GET /'],
  ['GET', '/users/me', 'GET /users/me'],
  ['HEAD', '/users/me', 'GET /users/me'],
  ['DELETE', '/users/me', 'allow GET, HEAD'],
  ['DELETE', '/users/7', 'DELETE /users/{id} {"id":"7"}'],
  ['POST', '/users/7', 'allow DELETE, GET, HEAD'],
  ['get', '/users/7', 'allow DELETE, GET, HEAD'],
  ['GET', '/users/a%20b', 'GET /users/{id} {"id":"a b"}'],
  ['GET', '/users/%C3%A9', 'GET /users/{id} {"id":"é"}'],
  ['GET', '/users/100%25', 'GET /users/{id} {"id":"100%"}'],
  ['GET', '/users/a;b', 'GET /users/{id} {"id":"a;b"}'],
  ['GET', '/users/a.b', 'GET /users/{id} {"id":"a.b"}'],
  ['GET', '/users/me/books/1', 'GET /users/{id}/books/{book} {"id":"me","book":"1"}'],
  ['POST', '/users/me/books', 'POST /users/me/books'],
  ['GET', '/users/...', 'GET /users/{id} {"id":"..."}'],
  // A parameter that a laxer router would take for the literal beside it.
  ['GET', '/users/m%65', 'not_found'],
  ['GET', '/users/ME', 'not_found'],
  ['GET', '/users/m%2565', 'not_found'],
  ['GET', '/users/me;x=1', 'not_found'],
  ['GET', '/users/me%3Fx', 'not_found'],
  ['GET', '/users/me.json', 'not_found'],
  ['GET', '/users/me%20', 'not_found'],
  ['GET', '/users/%EF%BD%8D%EF%BD%85', 'not_found'],
  ['GET', '/Users/7', 'not_found'],
  ['GET', '/%75sers/7', 'not_found'],
  ['GET', '/users/', 'not_found'],
  ['GET', '/users/7/', 'not_found'],
  ['GET', '/trailing/', 'GET /trailing/'],
  ['GET', '/trailing', 'not_found'],
  ['GET', '', 'malformed'],
  ['GET', '*', 'malformed'],
  ['GET', 'users', 'malformed'],
  ['GET', 'http://api.library.example/users/7', 'malformed'],
  ['GET', '//users/7', 'malformed'],
  ['GET', '/users//7', 'malformed'],
  ['GET', '/users/a%2fb', 'malformed'],
  ['GET', '/users/a%2Fb', 'malformed'],
  ['GET', '/users/a%252fb', 'malformed'],
  ['GET', '/users/a%25252fb', 'malformed'],
  ['GET', '/users/%252e%252e', 'malformed'],
  ['GET', '/users/a%2500', 'malformed'],
  ['GET', '/users/;x', 'malformed'],
  ['GET', '/users/a%5cb', 'malformed'],
  ['GET', '/users/a\\b', 'malformed'],
  ['GET', '/users/.', 'malformed'],
  ['GET', '/users/..', 'malformed'],
  ['GET', '/users/%2e%2e', 'malformed'],
  ['GET', '/users/.%2E', 'malformed'],
  ['GET', '/users/..;x', 'malformed'],
  ['GET', '/users/%00', 'malformed'],
  ['GET', '/users/a%0d%0ab', 'malformed'],
  ['GET', '/users/%c2%85', 'malformed'],
  ['GET', '/users/%', 'malformed'],
  ['GET', '/users/%g1', 'malformed'],
  ['GET', '/users/%ff', 'malformed'],
  ['GET', '/users/%c0%af', 'malformed'],
  ['GET', '/users/é', 'malformed'],
  ['GET', '/users/a b', 'malformed'],
  ['GET', '/users/7?x=1', 'malformed'],
  ['GET', '/users/7#x', 'malformed'],
];

for (const [method, path, expected] of cases) {
  test(`${method} ${JSON.stringify(path)} is ${expected}`, () => {
    const match = table.match(method, path);
    const seen =
      match.kind === 'found'
        ? [match.operation.id, JSON.stringify(match.parameters)].join(' ').replace(' {}', '')
        : match.kind === 'method_not_allowed'
          ? `allow ${match.allow.join(', ')}`
          : match.kind;
    assert.equal(seen, expected);
  });
}
