import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defineApi } from '../../../src/config/index.ts';
import { literalOf, readTemplate } from '../../../src/openapi/matching/template.ts';
import { type OperationTable, parseOperations } from '../../../src/openapi/operation-table.ts';
import { definition } from '../../guard/world.ts';
import { FIRST_PAIRS, pair, pathsOf } from './template-pairs.ts';

/*
 * A guard is walked around by a path that it takes for one operation and the API behind for another. Here the API
 * behind is any of some thousand routers, each as naive in its own way as some that are in use; whatever the
 * guard lets through as one operation must be that one, or none, to all of them.
 */

const TEMPLATES = [
  '/',
  '/users',
  '/users/{id}',
  '/users/me',
  '/users/export',
  '/users/{id}/books',
  '/users/{id}/books/{book}',
  '/users/me/keys',
  '/admin/{id}',
  '/admin/all',
  '/files/',
  '/files/{name}',
  '/v1/reports/admin/export',
  '/v1/reports/{kind}/{id}',
  '/v1/users/me',
  '/v1/{collection}/{id}',
];

/** Each needs something else. */
function tableOf(templates: readonly string[], scopeOf: (template: string) => string): OperationTable {
  const scopes = Object.fromEntries(templates.map((each) => [scopeOf(each), each]));
  const document = {
    openapi: '3.1.0',
    components: { securitySchemes: { oauth: { type: 'oauth2' } } },
    paths: Object.fromEntries(
      templates.map((each) => [each, { get: { security: [{ oauth: [scopeOf(each)] }] } }]),
    ),
  };
  return parseOperations(JSON.stringify(document), 'openapi.json', defineApi({ ...definition, scopes }));
}

const table = tableOf(TEMPLATES, (template) => `s${TEMPLATES.indexOf(template)}`);

type Step = (path: string) => string;

function decode(path: string): string {
  return path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function removeDots(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/').slice(1)) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

const eachSegment =
  (change: Step): Step =>
  (path) =>
    path.split('/').map(change).join('/');

/**
 * Steps that servers and frameworks apply to a path before they route it; every selection of these, in order,
 * is one upstream.
 */
const STEPS: Step[] = [
  decode,
  decode,
  (path) => path.split('\0')[0] ?? '',
  (path) => path.split(/[?#]/)[0] ?? '',
  (path) => path.replaceAll('\\', '/'),
  eachSegment((segment) => segment.split(';')[0] ?? ''),
  (path) => path.replaceAll(/\/{2,}/g, '/'),
  removeDots,
  (path) => (path.length > 1 ? path.replace(/\/$/, '') : path),
  (path) => path.toLowerCase(),
  eachSegment((segment) => segment.replace(/[. ]+$/, '')),
  (path) => path.replace(/\.(json|csv|xml)$/, ''),
];

/** Returns the readings of a path by all upstreams together. */
function readings(path: string): Set<string> {
  const found = new Set([path]);
  for (const step of STEPS) for (const each of [...found]) found.add(step(each));
  return found;
}

/** The most literal template that fits, segment by segment, as every router has it. */
function route(path: string, templates: readonly string[] = TEMPLATES): string | null {
  const segments = path.split('/').slice(1);
  const fitting = templates.filter((template) => {
    const wanted = readTemplate(template).map(literalOf);
    return (
      wanted.length === segments.length &&
      wanted.every((each, index) => (each === null ? segments[index] !== '' : each === segments[index]))
    );
  });
  return fitting.sort((one, other) => one.split('{').length - other.split('{').length)[0] ?? null;
}

/** Parts with a meaning to some router, combined in every way; most of them plain, or no path would pass. */
const plain = fc.constantFrom(
  'v1',
  'reports',
  'users',
  'users',
  'me',
  'export',
  'admin',
  'all',
  'books',
  'keys',
  'files',
  '7',
  'x',
);
const odd = fc.constantFrom(
  ...[
    'USERS',
    'Me',
    'a%20b',
    'a;b',
    'a.b',
    '100%25',
    'm%65',
    '%6de',
    'm%2565',
    'me;v=1',
    ';',
    'me%3b',
    'me%3Bv',
  ],
  ...[
    'me.json',
    'export.csv',
    'me.',
    'me%20',
    'me%00',
    'me%3fx',
    'me%253fx',
    'me%23',
    '%EF%BD%8De',
    '...',
    '%',
  ],
  ...[
    '.',
    '..',
    '%2e',
    '%2E%2e',
    '%252e%252e',
    '..;',
    ';..',
    '.%00',
    '%5c',
    '\\',
    '%2f',
    '%252f',
    '%25252f',
    '%zz',
    '',
  ],
);
const part = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: odd });
const joint = fc.oneof(
  { weight: 12, arbitrary: fc.constant('/') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('//', '%2f', '%2F', '%252f', '\\', '%5c', ';/', '/./', '/../', '/%2e%2e/', ''),
  },
);
const ending = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('/', '/.', ';', '%20', '%00', '.json') },
);
const raw = fc
  .tuple(fc.array(fc.tuple(joint, part), { minLength: 1, maxLength: 4 }), ending)
  .map(([parts, end]) => `/${parts.flat().join('').replace(/^\//, '')}${end}`);

test('no path that a naive upstream would route to one operation is judged as another', () => {
  let passed = 0;
  fc.assert(
    fc.property(raw, (path) => {
      const match = table.match('GET', path);
      if (match.kind !== 'found') return;
      passed++;
      for (const reading of readings(path)) {
        const taken = route(reading);
        if (taken === null || taken === match.operation.template) continue;
        assert.fail(`${path} is ${match.operation.template} here, and ${taken} to whoever reads ${reading}`);
      }
    }),
    { numRuns: 60_000, seed: 20_261_121 },
  );
  // Paths that are all refused show nothing.
  assert.ok(passed > 1_000, `only ${passed} paths passed`);
});

test('the same for any two templates that differ in one to three places', () => {
  let passed = 0;
  const drawn = fc
    .oneof(pair, fc.constantFrom(...FIRST_PAIRS))
    .chain((each) => fc.tuple(fc.constant(each), pathsOf(each)));
  fc.assert(
    fc.property(drawn, ([{ narrow, wide, sameNeeds }, path]) => {
      const templates = [narrow, wide];
      const needs = (template: string | null) => (sameNeeds || template === narrow ? 'narrow' : 'wide');
      const match = tableOf(templates, needs).match('GET', path);
      if (match.kind !== 'found') return;
      passed++;
      for (const reading of readings(path)) {
        const taken = route(reading, templates);
        if (taken === null || needs(taken) === needs(match.operation.template)) continue;
        assert.fail(`${path} is ${match.operation.template} here, and ${taken} to whoever reads ${reading}`);
      }
    }),
    { numRuns: 4_000, seed: 20_261_128 },
  );
  assert.ok(passed > 400, `only ${passed} paths passed`);
});

test('every plain path goes where all upstreams take it', () => {
  for (const path of [
    '/',
    '/users',
    '/users/7',
    '/users/me',
    '/users/7/books/9',
    '/users/me/keys',
    '/files/a.b',
  ]) {
    const match = table.match('GET', path);
    assert.ok(match.kind === 'found', path);
    assert.equal(match.operation.template, route(path));
  }
});
