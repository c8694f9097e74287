import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fetchPublic, isPublicAddress, type PublicFetch } from '../../src/http/outbound.ts';
import { localCa } from '../../src/tls/local-ca.ts';

const DEVELOPMENT: PublicFetch = {
  accept: ['application/json'],
  maxBytes: 1_000,
  timeoutMs: 5_000,
  allowLoopback: true,
};
const PRODUCTION: PublicFetch = { ...DEVELOPMENT, allowLoopback: false };

/** A server on this machine that counts who came. */
async function site(answer: RequestListener, tls?: { key: string; cert: string }) {
  const seen: { host: string | undefined; body: string }[] = [];
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ host: request.headers.host, body });
    answer(request, response);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

const hello: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'public, max-age=120').end('{"hello":true}');
};

const problemOf = async (url: string, options: PublicFetch) => {
  const outcome = await fetchPublic(url, options);
  return outcome.ok ? 'fetched' : outcome.problem;
};

test('special addresses are not public, however they are written', () => {
  const special =
    '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 ' +
    '198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ' +
    '::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: fc00::1 fd00::1 ' +
    'fe80::1 fec0::1 ff02::1 4000::1 nonsense';
  for (const ip of special.split(' ')) assert.equal(isPublicAddress(ip), false, ip);
  for (const ip of ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])
    assert.equal(isPublicAddress(ip), true, ip);
});

test('in production this machine and private addresses are out of reach, and nobody is even connected to', async () => {
  const { port, seen } = await site(hello);
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
    'a.localhost.',
    '10.0.0.1',
    '169.254.169.254',
  ]) {
    assert.equal(await problemOf(`https://${host}:${port}/`, PRODUCTION), 'address_not_public', host);
  }
  assert.equal(await problemOf(`http://127.0.0.1:${port}/`, PRODUCTION), 'url_not_https');
  assert.equal(seen.length, 0);
});

test('a public name with a private address is refused, also when only one of several is private', async () => {
  for (const addresses of [['192.168.0.1'], ['8.8.8.8', '10.0.0.1'], ['2606:4700::1111', '::1']]) {
    const resolve = async () => addresses;
    assert.equal(
      await problemOf('https://example.com/', { ...PRODUCTION, resolve }),
      'address_not_public',
      addresses.join(),
    );
  }
});

test('development reaches loopback without TLS, and nothing else without TLS', async () => {
  const { port, seen } = await site(hello);
  const outcome = await fetchPublic(`http://keys.localhost:${port}/jwks`, DEVELOPMENT);
  assert.ok(outcome.ok);
  assert.deepEqual(
    { ...outcome.value, body: outcome.value.body.toString() },
    { status: 200, mediaType: 'application/json', body: '{"hello":true}', maxAge: 120 },
  );
  assert.equal(seen[0]?.host, `keys.localhost:${port}`);
  for (const url of ['http://10.0.0.1/', 'http://8.8.8.8/', 'https://10.0.0.1/']) {
    assert.equal(await problemOf(url, DEVELOPMENT), 'address_not_public', url);
  }
});

test('the address that was checked is the one connected to, under the name that was asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-outbound-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const ca = await localCa(folder);
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, await readFile(ca.caFile, 'utf8')]);
  after(() => setDefaultCACertificates(before));
  const { port, seen } = await site(hello, await ca.certificateFor(['keys.example.com']));
  let asked = 0;
  // A name that changes its mind: the second look-up would lead somewhere else.
  const resolve = async () => (++asked === 1 ? ['127.0.0.1'] : ['10.0.0.1']);
  const options = { ...DEVELOPMENT, resolve };
  assert.equal(await problemOf(`https://keys.example.com:${port}/`, options), 'fetched');
  assert.equal(asked, 1);
  assert.equal(seen[0]?.host, `keys.example.com:${port}`);
  // The certificate is for another name.
  asked = 0;
  assert.equal(await problemOf(`https://other.example.com:${port}/`, options), 'unreachable');
});

test('redirects, errors, other types, encoded and oversized answers are refused', async () => {
  const elsewhere = await site(hello);
  const { port } = await site((request, response) => {
    switch (request.url) {
      case '/moved':
        return response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}/` }).end();
      case '/missing':
        return response.writeHead(404).end();
      case '/html':
        return response.writeHead(200, { 'content-type': 'text/html' }).end();
      case '/gzip':
        return response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end();
      case '/declared':
        return response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(1_001));
      case '/endless': {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = () => response.write('x'.repeat(600), () => response.destroyed || setImmediate(more));
        return more();
      }
      case '/cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        return response.write('{', () => response.destroy());
    }
  });
  const expected = {
    moved: 'redirected',
    missing: 'status',
    html: 'media_type',
    gzip: 'media_type',
    declared: 'too_large',
    endless: 'too_large',
    cut: 'unreachable',
  };
  for (const [path, problem] of Object.entries(expected)) {
    assert.equal(await problemOf(`http://127.0.0.1:${port}/${path}`, DEVELOPMENT), problem, path);
  }
  assert.equal(elsewhere.seen.length, 0);
});

test('one deadline covers the look-up, the connection and the body', async () => {
  const { port } = await site((request, response) => {
    if (request.url === '/body') response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  });
  const hurried = { ...DEVELOPMENT, timeoutMs: 50 };
  const resolve = () => new Promise<string[]>(() => undefined);
  assert.equal(await problemOf('https://example.com/', { ...hurried, resolve }), 'timed_out');
  assert.equal(await problemOf(`http://127.0.0.1:${port}/silent`, hurried), 'timed_out');
  assert.equal(await problemOf(`http://127.0.0.1:${port}/body`, hurried), 'timed_out');
});

test('addresses that cannot be asked at all are refused before anything is looked up', async () => {
  const resolve = () => assert.fail('looked up');
  const options = { ...PRODUCTION, resolve };
  assert.equal(await problemOf('nonsense', options), 'url_malformed');
  assert.equal(await problemOf('https://user:pass@example.com/', options), 'url_with_credentials');
  for (const url of ['ftp://example.com/', 'file:///etc/passwd', 'data:,x', 'http://example.com/']) {
    assert.equal(await problemOf(url, options), 'url_not_https', url);
  }
  const nothing = { ...PRODUCTION, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
  assert.equal(await problemOf('https://example.com/', nothing), 'name_unknown');
});

test('a body can be posted', async () => {
  const { port, seen } = await site((_request, response) => response.writeHead(204).end());
  const post = { type: 'application/x-www-form-urlencoded', body: 'logout_token=é' };
  const outcome = await fetchPublic(`http://127.0.0.1:${port}/`, { ...DEVELOPMENT, accept: [], post });
  assert.ok(outcome.ok && outcome.value.status === 204);
  assert.equal(seen[0]?.body, 'logout_token=é');
});
