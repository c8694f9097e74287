import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { exchangeBytes } from '../gateway/sockets.ts';
import { LIVE } from '../guard/world.ts';
import { openSite, type Site, wire, withoutPython } from './site.ts';

/** The naive API's view of a call that reached it. */
interface Told {
  method: string;
  target: string;
  readings: Record<string, string>;
  variables: Record<string, string[]>;
  body: string;
}

/** Spellings that one server or another takes for a slash, a dot, the end of a path or nothing at all. */
const PIECES = [
  ...[
    '/',
    '//',
    '/./',
    '/../',
    '\\',
    '%2f',
    '%2F',
    '%5c',
    '%252f',
    '%252F',
    '%25252f',
    '%c0%af',
    '%ef%bc%8f',
  ],
  ...[
    '.',
    '..',
    '%2e',
    '%2e%2e',
    '%252e%252e',
    '..;',
    '..;x',
    '.;',
    ';',
    ';x=1',
    '%3b',
    '%3f',
    '%23',
    '#',
    '?',
  ],
  ...[
    '%00',
    '%2500',
    '%0a',
    '%0d%0a',
    '%09',
    '%20',
    ' ',
    '%',
    '%f',
    '%zz',
    '%u002e',
    '+',
    '~',
    '*',
    ':',
    '@',
  ],
  ...[
    'a',
    'files',
    'FILES',
    'projects',
    '1',
    '2',
    'cases',
    'status',
    'nowhere',
    '.json',
    '%66iles',
    'é',
    '%C3%A9',
  ],
];
const RUNS = 400;
const AT_ONCE = 8;

/** Only files may be read with this token; whatever the API behind takes the path for, it has to be one of them. */
describe('an API behind that decodes and tidies up paths', { skip: withoutPython }, () => {
  let site: Site;
  let bearer: string;
  before(async () => {
    site = await openSite('naive');
    bearer = `Authorization: Bearer ${(await site.world.personalToken()).token}`;
  });
  after(() => site.close());

  async function ask(first: string, lines: string[] = [], body = ''): Promise<Told | number> {
    const answer = await exchangeBytes(site.port, wire(first, [bearer, ...lines], body));
    const status = Number(answer.split(' ')[1]);
    return status === 200 ? (JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Told) : status;
  }

  async function sees(path: string): Promise<void> {
    const told = await ask(`GET ${path}`);
    if (typeof told === 'number') {
      assert.ok(told >= 400 && told < 500, `${told} for ${path}`);
      return;
    }
    // A query that is empty is none, and two spaces before the version are one.
    assert.equal(told.target, path.trimEnd().replace(/^([^?]*)\?$/, '$1'));
    const judged = (await site.newRows()).length > 0;
    assert.ok(judged, path);
    const places = Object.values(told.readings).map(placeOf);
    assert.deepEqual(new Set(places), new Set([placeOf(new URL(path, 'http://a').pathname)]), path);
  }

  it('sees the operation that was judged, however the path is spelt', async () => {
    for (const path of [
      ...['/files/a', '/files/a%20b', '/files/a.json', '/files/%C3%A9', '/cases?next=/projects/1'],
      ...[
        '/files/../projects/2',
        '/files/%2e%2e/projects/2',
        '/files/..%2fprojects/2',
        '/files/..%252fprojects%252f2',
      ],
      ...[
        '/files/..;/projects/2',
        '/files/a/..;x=1/../../projects/2',
        '/files\\..\\projects\\2',
        '/files/%5c..%5cprojects',
      ],
      ...[
        '//projects/2',
        '/./projects/2',
        '/files//a',
        '/%2e/cases',
        '/files/a%00/../projects',
        '/files/a%2500',
      ],
      ...[
        '/files/%c0%ae%c0%ae/projects/2',
        '/files/%',
        '/files/%zz',
        '/files/%u002e%u002e',
        '/FILES/a',
        '/files/a/',
      ],
      ...[
        '/files/a#/projects/2',
        '/files/a%23',
        '/files/a%3f',
        '/files/a;x',
        '/files/.',
        '/files/..',
        '/files/%2e%2e',
      ],
    ]) {
      await sees(path);
    }
  });

  it('sees the operation that was judged, whatever the path is made of', async () => {
    const path = fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 })
      .map((pieces) => `/files/${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(fc.array(path, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (paths) => {
        for (const each of paths) await sees(each);
      }),
      { numRuns: RUNS / AT_ONCE },
    );
  });

  it('has one identity, ours, in whatever spelling others are sent', async () => {
    const names = [
      'Latchkey-Identity',
      'Latchkey_Identity',
      'latchkey-identity',
      'LATCHKEY_IDENTITY',
      'latchkey_Identity',
    ];
    const told = await ask('GET /cases', [
      ...names.map((name) => `${name}: forged`),
      'Connection: Latchkey-Identity, X-Forwarded-For, X-Forwarded-Host',
      'X-Forwarded-For: 6.6.6.6',
      'X_Forwarded_For: 6.6.6.6',
      'X-Forwarded-Host: forged.example',
      'X-Forwarded-Proto: forged',
      'X-Forwarded-Prefix: /forged',
      'X-Forwarded-User: forged',
      'Forwarded: for=6.6.6.6;host=forged.example',
      'X-Real-IP: 6.6.6.6',
      'X-HTTP-Method-Override: DELETE',
      'X-HTTP-Method: DELETE',
      'X-Method-Override: DELETE',
      'X-Original-URL: /forged',
      'X-Original-Method: DELETE',
      'X-Rewrite-URL: /forged',
      'X-Request-Id: forged',
      'Client-Cert: :forged:',
      'Cookie: session=forged',
      'Host-Override: harmless',
    ]);
    assert.ok(typeof told === 'object', `refused with ${told}`);
    const { variables } = told;
    assert.match(variables.LATCHKEY_IDENTITY?.join() ?? '', /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.deepEqual(
      [
        variables.X_FORWARDED_FOR,
        variables.X_FORWARDED_HOST,
        variables.X_FORWARDED_PROTO,
        variables.HOST?.length,
      ],
      [['127.0.0.1'], [LIVE], ['http'], 1],
    );
    assert.ok(!/forged|6\.6\.6\.6|DELETE/.test(JSON.stringify(variables)), JSON.stringify(variables));
    assert.deepEqual(variables.HOST_OVERRIDE, ['harmless']);
    assert.equal(variables.AUTHORIZATION, undefined);
  });

  it('gets a body as a body, whatever the method', async () => {
    const body = `DELETE /projects/1 HTTP/1.1\r\nHost: ${LIVE}\r\n\r\n`;
    for (const method of ['GET', 'PUT']) {
      const told = await ask(`${method} /files/a`, [`Content-Length: ${body.length}`], body);
      if (method === 'PUT') assert.equal(told, 403);
      else assert.deepEqual(typeof told === 'object' ? [told.method, told.body] : told, ['GET', body]);
    }
  });
});

/** Which part of the API a path belongs to. */
function placeOf(path: string): string {
  const [, first = '', ...rest] = path.split('?', 1)[0]?.split('/') ?? [];
  return `${first} ${rest.length}`;
}
