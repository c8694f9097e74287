import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { StartError } from '../../src/config/environment/start-error.ts';
import { DAY } from '../../src/lib/clock.ts';
import { localCa } from '../../src/tls/local-ca.ts';

const run = promisify(execFile);
const HOSTS = ['v2.proconvey.co.uk', 'api.example.com', 'procurios.api'];
/** Is there, or the reason why a test that needs it is skipped. */
const missing = (tool: string, ...args: string[]) =>
  run(tool, args).then(
    () => false,
    () => `${tool} is not installed`,
  );

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-ca-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function serve(dir: string) {
  const ca = await localCa(dir);
  const server = createServer(await ca.certificateFor(HOSTS), (_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { ca, server, port: (server.address() as AddressInfo).port };
}

test('curl accepts every host name, and refuses any other', {
  skip: await missing('curl', '-V'),
}, async (t) => {
  const { ca, server, port } = await serve(join(folder, 'curl'));
  t.after(() => server.close());
  const curl = (host: string) =>
    run('curl', ['-sS', '--cacert', ca.caFile, '--connect-to', `::127.0.0.1:${port}`, `https://${host}/`]);
  for (const host of HOSTS) assert.equal((await curl(host)).stdout, 'hello');
  await assert.rejects(curl('elsewhere.example.com'), /SSL|certificate/i);
});

test('OpenSSL finds nothing wrong under its strictest rules', {
  skip: await missing('openssl', 'version'),
}, async () => {
  const dir = join(folder, 'openssl');
  const ca = await localCa(dir);
  await ca.certificateFor(HOSTS);
  const verify = [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    '-CAfile',
    ca.caFile,
    join(dir, 'server.pem'),
  ];
  assert.match((await run('openssl', verify)).stdout, /OK/);
});

test('GnuTLS finds nothing wrong', { skip: await missing('certtool', '--version') }, async () => {
  const dir = join(folder, 'gnutls');
  const ca = await localCa(dir);
  const { cert } = await ca.certificateFor(HOSTS);
  const file = join(dir, 'leaf.crt');
  await writeFile(file, cert);
  const { stdout } = await run('certtool', [
    ...['--verify', '--verify-hostname', 'procurios.api'],
    ...['--load-ca-certificate', ca.caFile, '--infile', file],
  ]);
  assert.match(stdout, /Verified/);
});

test('Node accepts it, and not without the authority', async (t) => {
  const { ca, server, port } = await serve(join(folder, 'node'));
  t.after(() => server.close());
  const get = (options: { ca?: string }) =>
    new Promise<number | undefined>((resolve, reject) => {
      const to = { host: '127.0.0.1', port, servername: 'api.example.com', agent: false, ...options };
      request(to, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  assert.equal(await get({ ca: await readFile(ca.caFile, 'utf8') }), 200);
  await assert.rejects(get({}), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('the authority may sign servers and nothing else, and its key is for its owner only', async () => {
  const dir = join(folder, 'limits');
  const ca = await localCa(dir);
  const authority = new X509Certificate(await readFile(ca.caFile));
  const { cert } = await ca.certificateFor(HOSTS);
  assert.equal(authority.ca, true);
  assert.equal(new X509Certificate(cert).ca, false);
  assert.deepEqual(new X509Certificate(cert).keyUsage, ['1.3.6.1.5.5.7.3.1']);
  for (const name of ['ca.key', 'server.pem'])
    assert.equal((await stat(join(dir, name))).mode & 0o777, 0o600);
});

test('authority and certificate are kept, and the certificate renewed when hosts change or its end is near', async () => {
  const dir = join(folder, 'kept');
  let now = Date.UTC(2026, 0, 1);
  const clock = { now: () => now };
  const first = await localCa(dir, clock);
  const authority = await readFile(first.caFile, 'utf8');
  const original = await first.certificateFor(HOSTS);
  const again = await localCa(dir, clock);
  assert.equal(await readFile(again.caFile, 'utf8'), authority);
  assert.deepEqual(await again.certificateFor([...HOSTS].reverse()), original);

  const wider = await again.certificateFor([...HOSTS, 'one.more.example']);
  assert.match(new X509Certificate(wider.cert).subjectAltName ?? '', /one\.more\.example/);

  now += 61 * DAY;
  const renewed = await again.certificateFor([...HOSTS, 'one.more.example']);
  assert.notEqual(renewed.cert, wider.cert);
  assert.ok(new X509Certificate(renewed.cert).validToDate.getTime() > now + 89 * DAY);
  assert.equal(await readFile(again.caFile, 'utf8'), authority);

  now += 3_650 * DAY;
  const later = await localCa(dir, clock);
  assert.notEqual(await readFile(later.caFile, 'utf8'), authority);
  const { cert } = await later.certificateFor(HOSTS);
  assert.ok(new X509Certificate(cert).checkIssued(new X509Certificate(await readFile(later.caFile))));
});

test('two processes that begin at once agree on one authority', async () => {
  const dir = join(folder, 'race');
  const all = await Promise.all(Array.from({ length: 10 }, () => localCa(dir)));
  const certificates = await Promise.all(all.map((ca) => ca.certificateFor(HOSTS)));
  const authority = new X509Certificate(await readFile(join(dir, 'ca.crt')));
  for (const { cert } of certificates) {
    assert.ok(new X509Certificate(cert).checkIssued(authority));
    assert.ok(new X509Certificate(cert).verify(authority.publicKey));
  }
});

test('dates from 2050 on are written with four digits', async () => {
  const clock = { now: () => Date.UTC(2049, 11, 1) };
  const { cert } = await (await localCa(join(folder, '2050'), clock)).certificateFor(HOSTS);
  assert.equal(new X509Certificate(cert).validToDate.getUTCFullYear(), 2050);
});

test('a folder that cannot be used is said in one sentence', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await assert.rejects(localCa(join(file, 'ca')), StartError);
});

test('a client gets a certificate of its own each time, for clients alone', {
  skip: await missing('openssl', 'version'),
}, async () => {
  const dir = join(folder, 'client');
  const ca = await localCa(dir);
  const [one, other] = [await ca.clientCertificate('client one'), await ca.clientCertificate('client one')];
  const certificate = new X509Certificate(one.cert);
  assert.equal(certificate.subject, 'CN=client one');
  assert.ok(certificate.checkPrivateKey(createPrivateKey(one.key)));
  assert.notEqual(certificate.serialNumber, new X509Certificate(other.cert).serialNumber);
  const file = join(dir, 'client.crt');
  await writeFile(file, one.cert);
  const verify = (purpose: string) =>
    run('openssl', ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', ca.caFile, file]);
  assert.match((await verify('sslclient')).stdout, /OK/);
  await assert.rejects(verify('sslserver'), /unsuitable|purpose/);
});
