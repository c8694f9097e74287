import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { openListener, type TlsCertificate } from '../../src/http/listener.ts';
import { localCa } from '../../src/tls/local-ca.ts';
import { readPair, renewing } from '../../src/tls/renewal.ts';

test('a renewed certificate is used for new connections, and half a pair changes nothing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-tls-'));
  const authority = await localCa(join(folder, 'ca'));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const store = async ({ cert, key }: Partial<TlsCertificate>) => {
    if (cert) await writeFile(files.cert, cert);
    if (key) await writeFile(files.key, key);
  };
  const [old, young] = [
    await authority.certificateFor(['old.test']),
    await authority.certificateFor(['new.test']),
  ];
  await store(old);
  const listener = await openListener('127.0.0.1', 0);
  const sockets: TLSSocket[] = [];
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await listener.close();
    await rm(folder, { recursive: true, force: true });
  });
  const port = await listener.listenTls(0, old);
  const said: string[] = [];
  const say = (...[about, message]: unknown[]) => void said.push(`${message} ${JSON.stringify(about)}`);
  const renewal = renewing(files, await readPair(files), { listener, log: { info: say, error: say } });

  /** A new connection, and the names that its certificate has. */
  const open = () =>
    new Promise<{ socket: TLSSocket; names: string }>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
        resolve({ socket, names: socket.getPeerCertificate().subjectaltname ?? '' }),
      );
      socket.on('error', reject);
      sockets.push(socket);
    });
  const first = await open();
  await renewal.look();
  assert.deepEqual(said, [], 'nothing has changed');

  await store({ cert: young.cert });
  await renewal.look();
  assert.match(said.pop() ?? '', /was not renewed; the old one stays .*are no certificate and key that fit/);
  assert.match((await open()).names, /old\.test/);

  await store(young);
  await renewal.look();
  assert.match(said.pop() ?? '', /^the TLS certificate was renewed \{"expires":"/);
  assert.match((await open()).names, /new\.test/);
  assert.equal(renewal.current().cert, young.cert);
  assert.ok(!first.socket.destroyed, 'a connection that is open stays');

  await rm(files.key);
  await renewal.look();
  assert.match(said.pop() ?? '', /the old one stays .*cannot be read \(ENOENT\)/);
});
