import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relocateFrom } from '../../src/gateway/location.ts';
import { LIVE } from '../guard/world.ts';
import { openProxied } from './proxied.ts';
import { fetchRaw } from './sockets.ts';

const UPSTREAM = 'http://127.0.0.1:5000';
const PUBLIC = 'https://api.example';

for (const [sent, said] of [
  ['http://127.0.0.1:5000/files/7', 'https://api.example/files/7'],
  ['HTTP://127.0.0.1:5000', 'https://api.example'],
  ['http://127.0.0.1:5000?next=%2F#x', 'https://api.example?next=%2F#x'],
  ['//127.0.0.1:5000/files/a%2Fb', 'https://api.example/files/a%2Fb'],
  // An address that is not its own is the API's to say.
  ['/files/7', '/files/7'],
  ['../7', '../7'],
  ['http://127.0.0.1:5001/files/7', 'http://127.0.0.1:5001/files/7'],
  ['https://127.0.0.1:5000/files/7', 'https://127.0.0.1:5000/files/7'],
  ['http://127.0.0.1:5000.evil.example/', 'http://127.0.0.1:5000.evil.example/'],
  [
    'https://elsewhere.example/?to=http://127.0.0.1:5000/',
    'https://elsewhere.example/?to=http://127.0.0.1:5000/',
  ],
  ['', ''],
] as const) {
  test(`a Location of “${sent}” is “${said}” to the caller`, () => {
    assert.equal(relocateFrom(UPSTREAM)(() => PUBLIC)('location', sent), said);
  });
}

test('a port that goes without saying is the same port', () => {
  assert.equal(
    relocateFrom('http://api.internal')(() => PUBLIC)('location', 'http://api.internal:80/a'),
    `${PUBLIC}/a`,
  );
});

test('an API behind that redirects to its own address sends callers to the public one', async (t) => {
  const proxied = await openProxied();
  t.after(() => proxied.close());
  proxied.behind((_incoming, response) => {
    const own = `${proxied.upstream.origin}/files/b%20c`;
    response.writeHead(201, { location: own, 'content-location': own, 'x-own': own }).end();
  });
  const { headers } = await fetchRaw(proxied.front.port, '/files/a', { headers: proxied.bearer });
  assert.equal(headers.location, `http://${LIVE}:4000/files/b%20c`);
  assert.equal(headers['content-location'], headers.location);
  assert.equal(headers['x-own'], `${proxied.upstream.origin}/files/b%20c`);
});
