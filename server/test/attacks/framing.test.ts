import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exchangeBytes } from '../gateway/sockets.ts';
import { LIVE } from '../guard/world.ts';
import { openSite, type Site, wire } from './site.ts';

let site: Site;
let token: string;
before(async () => {
  site = await openSite();
  token = (await site.world.personalToken({ scopes: ['read', 'write'] })).token;
});
after(() => site.close());

/** Put into the bytes when there is one. */
const bearer = 'Authorization: Bearer {token}';
const filledIn = (bytes: string) => bytes.replaceAll('{token}', token);
const HOST = `Host: ${LIVE}`;
const SMUGGLED = `GET /cases HTTP/1.1\r\n${HOST}\r\n\r\n`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const put = (framing: string[], body: string) => wire('PUT /files/a', [bearer, ...framing], body);
const get = (...lines: string[]) => wire('GET /cases', [bearer, ...lines]);
const CHUNKED = 'Transfer-Encoding: chunked';

/**
 * Two servers that disagree where a request ends, or which one it is, let a caller put a second one inside of it
 * (RFC 9112 section 11.2). None of these is decided, so none has a row: whose it would be is not known.
 */
const rows: [title: string, bytes: string, status: number][] = [
  ['two hosts', `GET /cases HTTP/1.1\r\n${HOST}\r\nHost: other.example\r\n${bearer}\r\n\r\n`, 400],
  ['the same host twice', `GET /cases HTTP/1.1\r\n${HOST}\r\n${HOST}\r\n${bearer}\r\n\r\n`, 400],
  ['no host', `GET /cases HTTP/1.1\r\n${bearer}\r\n\r\n`, 400],
  ['a target with another host', wire('GET http://other.example/cases', [bearer]), 400],
  // RFC 9112 section 3.2.2: "a server MUST accept the absolute-form in requests".
  [
    'a target with this host, and a Host with another',
    `GET http://${LIVE}/cases HTTP/1.1\r\nHost: other.example\r\n${bearer}\r\n\r\n`,
    400,
  ],
  ['a target with this host and a user', wire(`GET http://a@${LIVE}/cases`, [bearer]), 400],
  ['a target with another scheme', wire(`GET ftp://${LIVE}/cases`, [bearer]), 400],
  ['a target that is none', wire('GET cases', [bearer]), 400],
  ['a tunnel', wire('CONNECT other.example:443', [bearer]), 405],
  ['length and chunks', put([`Content-Length: ${SMUGGLED.length}`, CHUNKED], `0\r\n\r\n${SMUGGLED}`), 400],
  ['chunks and length', put([CHUNKED, 'Content-Length: 4'], `0\r\n\r\n${SMUGGLED}`), 400],
  ['two lengths', put(['Content-Length: 4', 'Content-Length: 5'], 'body!'), 400],
  ['lengths in a list', put(['Content-Length: 4, 4'], 'body'), 400],
  ['a length with a sign', put(['Content-Length: +4'], 'body'), 400],
  ['a negative length', put(['Content-Length: -1'], 'body'), 400],
  ['a length in hex', put(['Content-Length: 0x4'], 'body'), 400],
  ['a coding nobody knows', put(['Transfer-Encoding: xchunked'], chunk('body')), 400],
  [
    'a coding that nobody takes off',
    put(['Transfer-Encoding: gzip, chunked'], `${chunk('body')}0\r\n\r\n`),
    400,
  ],
  ['chunked twice', put([CHUNKED, CHUNKED], `${chunk('body')}0\r\n\r\n`), 400],
  ['chunked not last', put(['Transfer-Encoding: chunked, identity'], chunk('body')), 400],
  ['a coding after a tab', put(['Transfer-Encoding:\x0bchunked'], chunk('body')), 400],
  ['a length with a space before its colon', put(['Content-Length : 4'], 'body'), 400],
  ['a coding folded into the next line', put(['Transfer-Encoding:\r\n chunked'], chunk('body')), 400],
  ['a folded header', get('X: a\r\n b'), 400],
  ['a header that begins with a space', `GET /cases HTTP/1.1\r\n X: a\r\n${HOST}\r\n\r\n`, 400],
  ['a line that ends in LF alone', `GET /cases HTTP/1.1\n${HOST}\r\n${bearer}\r\n\r\n`, 400],
  ['headers that end in LF alone', `GET /cases HTTP/1.1\r\n${HOST}\n${bearer}\n\n`, 400],
  ['a CR alone', get('X: a\rY: b'), 400],
  ['a name with a space', get('X Y: a'), 400],
  ['a header without a name', get(': a'), 400],
  ['a header without a colon', get('Latchkey-Identity'), 400],
  ['NUL in a value', get('X: a\0b'), 400],
  ['NUL in a name', get('X\0: a'), 400],
  ['NUL in the target', wire('GET /cases\0', [bearer]), 400],
  ['a space in the target', wire('GET /cases /next', [bearer]), 400],
  ['a version nobody speaks', `GET /cases HTTP/3.7\r\n${HOST}\r\n\r\n`, 400],
  ['HTTP/0.9', 'GET /cases\r\n\r\n', 400],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a method in lower case', wire('get /cases', [bearer]), 400],
  ['a head too large', get(`X: ${'y'.repeat(17_000)}`), 431],
  [
    'more headers than anybody needs',
    get(...Array.from({ length: 4_000 }, (_, index) => `A${index}: b`)),
    431,
  ],
];

for (const [title, bytes, status] of rows) {
  test(`refused: ${title}`, async () => {
    site.reached.length = 0;
    const answer = await exchangeBytes(site.port, filledIn(bytes));
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    assert.equal(answer.split(' ', 2).join(' '), `HTTP/1.1 ${status}`, answer);
    assert.match(head, /\r\nconnection: close(\r\n|$)/i);
    const problem = JSON.parse(body) as { code: string; status: number };
    assert.deepEqual(
      [problem.code, problem.status],
      [status === 405 ? 'method_not_allowed' : 'invalid_request', status],
    );
    assert.equal(answer.split('HTTP/1.1 ').length, 2, 'one answer, and nothing after it');
    assert.deepEqual([site.reached, await site.newRows()], [[], []]);
  });
}

/** The head is in order, and the call decided; its body turns out to be none. */
const bodies: [title: string, body: string][] = [
  ['a size that is none', 'zz\r\nbody\r\n0\r\n\r\n'],
  ['a size with a sign', '+4\r\nbody\r\n0\r\n\r\n'],
  ['a size with a prefix', '0x4\r\nbody\r\n0\r\n\r\n'],
  ['a size beyond any number', 'fffffffffffffffff\r\nbody\r\n0\r\n\r\n'],
  ['a negative size', '-1\r\nbody\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '2\r\nbody\r\n0\r\n\r\n'],
  ['a size that ends in LF alone', '4\nbody\r\n0\r\n\r\n'],
  ['a chunk that ends in LF alone', '4\r\nbody\n0\r\n\r\n'],
  ['NUL in an extension', '4;a=\0\r\nbody\r\n0\r\n\r\n'],
  ['a trailer that is folded', '4\r\nbody\r\n0\r\nX: a\r\n b\r\n\r\n'],
];

for (const [title, body] of bodies) {
  test(`cut off: a body with ${title}`, async () => {
    site.reached.length = 0;
    const answer = await exchangeBytes(site.port, filledIn(`${put([CHUNKED], body)}${SMUGGLED}`));
    assert.match(answer, /^(HTTP\/1\.1 400 |$)/);
    assert.ok(
      site.reached.every((target) => target === 'PUT /files/a'),
      site.reached.join(),
    );
    for (const row of await site.newRows()) assert.equal(row.detail.operation, 'PUT /files/{name}');
  });
}

test('a target that is the whole address of this host is that path', async () => {
  site.reached.length = 0;
  for (const target of [`http://${LIVE}/files/b`, `HTTP://${LIVE.toUpperCase()}/files/b`]) {
    const answer = await exchangeBytes(
      site.port,
      filledIn(wire(`GET ${target}`, [bearer, 'Connection: close'])),
    );
    assert.match(answer, /^HTTP\/1\.1 200 /);
  }
  // A call whose body was cut off may still arrive.
  const reached = site.reached.filter((target) => target.endsWith('/b'));
  assert.deepEqual(reached, ['GET /files/b', 'GET /files/b']);
  await site.newRows();
});

test('bytes after a complete body are a separate call and are judged', async () => {
  site.reached.length = 0;
  for (const [framing, body] of [
    ['Content-Length: 4', 'body'],
    [CHUNKED, `${chunk('body')}0\r\n\r\n`],
  ]) {
    const first = `PUT /files/a HTTP/1.1\r\n${HOST}\r\n${bearer}\r\n${framing}\r\n\r\n${body}`;
    const answer = await exchangeBytes(site.port, filledIn(first) + wire('DELETE /projects/1', []));
    assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*from the API[\s\S]*HTTP\/1\.1 401 /);
  }
  assert.deepEqual(site.reached, ['PUT /files/a', 'PUT /files/a']);
});
