import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, latchkey, shell, start } from './shell.ts';

/** Asks as a proxy on this machine does. */
function ask(
  port: string,
  host: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/notes', headers: { host, ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

test('behind a proxy that ends TLS, its word about the client and TLS is believed, and nobody else’s', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const home = join(folder, 'book-shop');
  const api = start(t, process.execPath, ['example-api.mjs'], { cwd: home, env: { PORT: '0' } });
  const [, upstream] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  const args = ['serve', '--port', '0', '--hosts', 'public'];
  const refused = latchkey(t, [...args, '--trusted-proxy', '10.0.0.0/99'], home, { UPSTREAM: upstream });
  await refused.says(/--trusted-proxy: "10\.0\.0\.0\/99" is no address and no block/);

  const server = latchkey(t, [...args, '--trusted-proxy', '127.0.0.1'], home, { UPSTREAM: upstream });
  const [, port = ''] = await server.says(/up on port (\d+)/);
  const [, host = ''] = await server.says(/API +https:\/\/([^\s/]+)/);
  const plain = await ask(port, host, { 'x-forwarded-for': '198.51.100.7' });
  assert.deepEqual([plain.status, JSON.parse(plain.body).code], [400, 'tls_required']);
  const forwarded = { 'x-forwarded-for': '203.0.113.66, 198.51.100.7', 'x-forwarded-proto': 'https' };
  const answered = await ask(port, host, forwarded);
  assert.deepEqual([answered.status, JSON.parse(answered.body).code], [401, 'missing_token'], answered.body);
  const found = await shell(home)(['audit', 'search', '--kind', 'api.called', '--json']);
  assert.equal(JSON.parse(found.out).ip, '198.51.100.7');
});
