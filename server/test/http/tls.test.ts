import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ConnectionOptions, connect, getCiphers } from 'node:tls';
import { type Listener, openListener } from '../../src/http/listener.ts';
import { localCa } from '../../src/tls/local-ca.ts';

describe('TLS', () => {
  let folder = '';
  let listener: Listener;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-tls-'));
    const authority = await localCa(folder);
    listener = await openListener('127.0.0.1', 0);
    await listener.listenTls(0, await authority.certificateFor(['api.acme.test']));
  });
  after(async () => {
    await listener.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Version and cipher that are agreed on; the error's code when they are none. */
  function agree(options: ConnectionOptions): Promise<string> {
    return new Promise((resolve) => {
      const port = listener.tlsPort ?? 0;
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
        socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  }

  it('is 1.3 wherever the client has that', async () => {
    assert.match(await agree({}), /^TLSv1\.3 /);
  });

  it('is refused below 1.2', async () => {
    for (const version of ['TLSv1', 'TLSv1.1'] as const) {
      const ciphers = 'DEFAULT@SECLEVEL=0';
      const agreed = await agree({ minVersion: version, maxVersion: version, ciphers });
      assert.match(agreed, /^ERR_SSL_|^ECONNRESET/, version);
    }
  });

  it('takes of the ciphers of 1.2 those that BCP 195 recommends', async () => {
    for (const cipher of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384']) {
      assert.equal(await agree({ maxVersion: 'TLSv1.2', ciphers: cipher }), `TLSv1.2 ${cipher}`);
    }
  });

  it('refuses every other cipher of 1.2 that its key could be used with', async () => {
    const recommended = /^ECDHE-ECDSA-AES(128|256)-GCM-SHA(256|384)$/;
    const others = getCiphers()
      .map((name) => name.toUpperCase())
      .filter((name) => name.startsWith('ECDHE-ECDSA-') && !recommended.test(name));
    assert.ok(others.length > 3, others.join(':'));
    for (const cipher of others) {
      const ciphers = `${cipher}:@SECLEVEL=0`;
      assert.match(await agree({ maxVersion: 'TLSv1.2', ciphers }), /^ERR_SSL_/, cipher);
    }
  });
});
