import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { CN, certify } from '../oauth/client-auth/certificates.ts';
import { folderFor, latchkey, shell } from './shell.ts';

test('serve: certificates are asked for on --mtls-port alone, or on --tls-port without it', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const config = join(home, 'latchkey.config.ts');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('defineApi({', "defineApi({\n  clientCertificates: { from: 'tls' },"));
  const own = certify(Date.now(), { subject: [[CN, 'robot']] });
  const jwk = new X509Certificate(own.pem).publicKey.export({ format: 'jwk' });
  await writeFile(join(home, 'keys.json'), JSON.stringify({ keys: [jwk] }));
  const made = await shell(home)([
    ...['client', 'add', 'Robot', '--auth', 'self_signed_tls_client_auth', '--jwks', 'keys.json'],
    ...['--grant', 'client_credentials', '--scope', 'notes:read'],
  ]);
  const id = /client_id +(\S+)/.exec(made.out)?.[1] ?? assert.fail(made.err);

  /** The status of a token request that brings the certificate along wherever it is asked for. */
  const ask = (port: string | undefined) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          path: '/oauth/token',
          method: 'POST',
          headers: {
            host: 'accounts.shop.example',
            'content-type': 'application/x-www-form-urlencoded',
          },
          agent: false,
          rejectUnauthorized: false,
          cert: own.pem,
          key: own.key,
        },
        (answer) => resolve(answer.resume().statusCode),
      );
      outgoing.on('error', reject);
      outgoing.end(`grant_type=client_credentials&client_id=${id}`);
    });

  const serve = ['serve', '--port', '0', '--hosts', 'public', '--tls-port', '0'];
  const two = latchkey(t, [...serve, '--mtls-port', '0'], home);
  const [, asking] = await two.says(/certificates come to port (\d+)/);
  const [, plain] = await two.says(/TLS on (\d+)/);
  assert.deepEqual([await ask(plain), await ask(asking)], [401, 200]);
  two.child.kill('SIGTERM');
  await two.ended;

  const one = latchkey(t, serve, home);
  const [, only] = await one.says(/TLS on (\d+)/);
  assert.equal(await ask(only), 200);
});
