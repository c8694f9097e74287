import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineApi } from '../../../src/config/index.ts';
import type { Match } from '../../../src/openapi/matching/route-tree.ts';
import { parseOperations } from '../../../src/openapi/operation-table.ts';
import { definition } from '../../guard/world.ts';

const table = parseOperations(
  `openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2 } } }
security: [{ oauth: [read] }]
paths:
  /: { get: {} }
  /users/me: { get: { security: [{ oauth: [admin] }] } }
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
  ['GET', '/users/m%65', 'could be GET /users/me'],
  ['GET', '/users/ME', 'could be GET /users/me'],
  ['GET', '/users/m%2565', 'could be GET /users/me'],
  ['GET', '/users/me;x=1', 'could be GET /users/me'],
  ['GET', '/users/me%3Fx', 'could be GET /users/me'],
  ['GET', '/users/me.json', 'could be GET /users/me'],
  ['GET', '/users/me%20', 'could be GET /users/me'],
  ['GET', '/users/%EF%BD%8D%EF%BD%85', 'could be GET /users/me'],
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
    assert.equal(inWords(table.match(method, path)), expected);
    // Some paths are answered from memory the second time.
    assert.equal(inWords(table.match(method, path)), expected);
  });
}

function inWords(match: Match): string {
  switch (match.kind) {
    case 'found':
      return [match.operation.id, JSON.stringify(match.parameters)].join(' ').replace(' {}', '');
    case 'method_not_allowed':
      return `allow ${match.allow.join(', ')}`;
    case 'not_found':
      return match.couldBe
        ? `could be ${match.couldBe.map(({ id }) => id).join(', ') || 'anything'}`
        : match.kind;
    case 'malformed':
      return match.kind;
  }
}

const needs = (scope: string, more = '') => `{ operationId: '%', security: [{ oauth: [${scope}] }]${more} }`;
const confusable = parseOperations(
  `openapi: 3.1.0
components: { securitySchemes: { oauth: { type: 'oauth2' } } }
paths:
${Object.entries({
  '/v1/reports/admin/export': { get: needs('admin') },
  '/v1/reports/{kind}/{id}': { get: needs('read'), delete: needs('read') },
  '/v1/reports': { get: needs('admin') },
  '/v1/users/me': { get: needs('admin') },
  '/v1/{collection}/{id}': { get: needs('read') },
  '/files/search': { get: needs('read') },
  '/files/{name}': {
    get: needs('read'),
    delete: needs('read'),
    put: needs('read', ', x-latchkey-ids: [lookalikes]'),
  },
  '/files/{name}/versions': { get: needs('read') },
  '/tags/{tag}/items': { get: needs('read') },
  '/own/{project}': { get: needs('read', ", x-latchkey-resource: 'project:{project}'") },
  '/own/all': { get: needs('read') },
  '/items/{id}': { get: needs('read', ', x-latchkey-ids: [encoded-slashes]'), delete: needs('read') },
  '/items/{id}/keys': { get: needs('admin') },
  '/users/me/{section}': { get: needs('read'), put: needs('read') },
  '/users/{id}/settings': { get: needs('read'), put: needs('admin'), delete: needs('read') },
  '/Accounts/{Sid}.json': { get: needs('read') },
  '/Accounts/{Sid}': { get: needs('admin') },
  '/ops/{id}:cancel': { post: needs('admin') },
  '/ops/{id}': { post: needs('read'), get: needs('read') },
  '/compare/{base}...{head}': { get: needs('read') },
  '/notes/{project}-{id}': { get: needs('read', ", x-latchkey-resource: 'project:{project}'") },
  '/thumbs/{width}x{height}': { get: needs('read') },
  '/Reports({id})': { get: needs('read') },
  '/slash': { get: needs('read'), post: needs('read') },
  '/slash/': { get: needs('read') },
})
  .map(([path, methods]) => {
    const lines = Object.entries(methods).map(
      ([method, text]) => `    ${method}: ${text.replace('%', `${method} ${path}`)}`,
    );
    return `  ${path}:\n${lines.join('\n')}`;
  })
  .join('\n')}
`,
  'openapi.yaml',
  defineApi(definition),
);

const readInManyWays: [method: string, path: string, expected: string][] = [
  ['GET', '/v1/reports/admin/export', 'get /v1/reports/admin/export'],
  ['GET', '/v1/reports/admin/7', 'get /v1/reports/{kind}/{id} {"kind":"admin","id":"7"}'],
  ['GET', '/v1/reports/x/EXPORT', 'get /v1/reports/{kind}/{id} {"kind":"x","id":"EXPORT"}'],
  ['GET', '/v1/reports/admin/ex%70ort', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/reports/admin/EXPORT', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/reports/ADMIN/export', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/reports/%61dmin/EXPORT.csv', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/reports/admin/export%253Fx', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/reports/admin/export%20.', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/reports/admin/%20export', 'could be get /v1/reports/admin/export'],
  // The letters of another width, and those that are none but when they are capitals or small.
  ['GET', '/v1/reports/admin/%EF%BD%85xport', 'could be get /v1/reports/admin/export'],
  ['GET', '/v1/u%C5%BFers/me', 'could be get /v1/users/me'],
  ['GET', '/v1/users/ME', 'could be get /v1/users/me'],
  ['GET', '/v1/USERS/me', 'could be get /v1/users/me'],
  ['GET', '/v1/users/you', 'get /v1/{collection}/{id} {"collection":"users","id":"you"}'],
  // Where neither needs anything that the other does not, it is all the same.
  ['GET', '/files/search.pdf', 'get /files/{name} {"name":"search.pdf"}'],
  ['GET', '/files/Search', 'get /files/{name} {"name":"Search"}'],
  // There is no DELETE /files/search, so an API behind that has one has not said what it needs.
  ['DELETE', '/files/search.pdf', 'could be anything'],
  ['PUT', '/files/search.pdf', 'put /files/{name} {"name":"search.pdf"}'],
  ['GET', '/own/ALL', 'could be get /own/all'],
  ['GET', '/own/7', 'get /own/{project} {"project":"7"}'],
  // A router that decodes first cuts it off at the start of a query.
  ['GET', '/files/C%23', 'get /files/{name} {"name":"C#"}'],
  ['GET', '/files/C%23/versions', 'get /files/{name}/versions {"name":"C#"}'],
  ['GET', '/tags/C%23/items', 'could be anything'],
  ['GET', '/tags/%3Fx/items', 'could be anything'],
  ['GET', '/tags/.../items', 'could be anything'],
  // Fastify cut a path off there until its fifth major version, and can still be told to.
  ['GET', '/v1/reports;x/7', 'could be get /v1/reports'],
  ['GET', '/v1/reports%3Bx/7', 'could be get /v1/reports'],
  ['GET', '/files/a;b/versions', 'get /files/{name}/versions {"name":"a;b"}'],
  ['GET', '/tags/a;b/items', 'could be anything'],
  ['GET', '/files/...', 'get /files/{name} {"name":"..."}'],
  ['GET', '/items/group%2Fproject', 'get /items/{id} {"id":"group/project"}'],
  ['DELETE', '/items/group%2Fproject', 'malformed'],
  ['GET', '/files/group%2Fproject', 'malformed'],
  ['GET', '/items/group%252Fproject', 'malformed'],
  ['GET', '/items/group%2F..', 'malformed'],
  ['GET', '/items/group%2F%252e%252e', 'malformed'],
  ['GET', '/items/%2Fproject', 'malformed'],
  ['GET', '/items/group%2F', 'malformed'],
  ['GET', '/items/group%2FKeys', 'could be get /items/{id}/keys'],
  ['GET', '/items/auth0|123', 'get /items/{id} {"id":"auth0|123"}'],
  ['GET', '/items/a[1]', 'get /items/{id} {"id":"a[1]"}'],
  // Both fit: with the same needs the literal further left is meant.
  ['GET', '/users/me/settings', 'get /users/me/{section} {"section":"settings"}'],
  ['PUT', '/users/me/settings', 'could be put /users/{id}/settings'],
  ['DELETE', '/users/me/settings', 'delete /users/{id}/settings {"id":"me"}'],
  ['PUT', '/users/7/settings', 'put /users/{id}/settings {"id":"7"}'],
  ['PUT', '/users/me/colours', 'put /users/me/{section} {"section":"colours"}'],
  ['PUT', '/users/me/SETTINGS', 'could be put /users/{id}/settings'],
  ['PATCH', '/users/me/settings', 'allow DELETE, GET, HEAD, PUT'],
  // Parameters in a part of a segment.
  ['GET', '/Accounts/AC1.json', 'get /Accounts/{Sid}.json {"Sid":"AC1"}'],
  ['GET', '/Accounts/AC1', 'get /Accounts/{Sid} {"Sid":"AC1"}'],
  ['GET', '/Accounts/AC1.csv', 'get /Accounts/{Sid} {"Sid":"AC1.csv"}'],
  ['GET', '/Accounts/AC1.JSON', 'could be get /Accounts/{Sid}.json'],
  ['GET', '/Accounts/AC1%2Ejson', 'could be get /Accounts/{Sid}.json'],
  ['GET', '/Accounts/AC1.json;x', 'could be get /Accounts/{Sid}.json'],
  ['GET', '/Accounts/.json', 'get /Accounts/{Sid} {"Sid":".json"}'],
  ['POST', '/ops/7:cancel', 'post /ops/{id}:cancel {"id":"7"}'],
  ['POST', '/ops/7%3Acancel', 'could be post /ops/{id}:cancel'],
  ['POST', '/ops/7:cancelled', 'post /ops/{id} {"id":"7:cancelled"}'],
  ['GET', '/ops/7:cancel', 'allow POST'],
  ['GET', '/compare/a...b%20c', 'get /compare/{base}...{head} {"base":"a","head":"b c"}'],
  ['GET', '/compare/a...b...c', 'not_found'],
  ['GET', '/compare/a....b', 'not_found'],
  ['GET', '/compare/...b', 'not_found'],
  // A router that decodes first must find the same end of a value, or the project would be ambiguous.
  ['GET', '/notes/acme-7', 'get /notes/{project}-{id} {"project":"acme","id":"7"}'],
  ['GET', '/notes/%61cme-7%20', 'get /notes/{project}-{id} {"project":"acme","id":"7 "}'],
  ['GET', '/notes/acme-prod%2D7', 'not_found'],
  ['GET', '/notes/acme%2Dprod-7', 'not_found'],
  ['GET', '/notes/acme-prod%252D7', 'not_found'],
  ['GET', '/notes/acme-prod%EF%BC%8D7', 'not_found'],
  ['GET', '/compare/a...b%E2%80%A6c', 'not_found'],
  ['GET', '/thumbs/1x2X3', 'not_found'],
  ['GET', '/Reports(7)', 'get /Reports({id}) {"id":"7"}'],
  ['GET', '/Reports()', 'not_found'],
  ['GET', '/slash', 'get /slash'],
  ['GET', '/slash/', 'get /slash/'],
  ['POST', '/slash', 'post /slash'],
  // Four layers of encoding, and as many characters and segments as are too many.
  ['GET', '/files/%252541', 'get /files/{name} {"name":"%2541"}'],
  ['GET', '/files/%25252541', 'malformed'],
  ['GET', `/files/${'x'.repeat(7_990)}`, `get /files/{name} {"name":"${'x'.repeat(7_990)}"}`],
  ['GET', `/files/${'x'.repeat(8_000)}`, 'malformed'],
  ['GET', '/x'.repeat(100), 'not_found'],
  ['GET', '/x'.repeat(101), 'malformed'],
];

for (const [method, path, expected] of readInManyWays) {
  const [shown, outcome] = [path, expected].map((text) => text.slice(0, 60));
  test(`${method} ${shown} is ${outcome} to everybody`, () => {
    assert.equal(inWords(confusable.match(method, path)), expected);
  });
}
