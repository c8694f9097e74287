import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { localCa } from '../../src/tls/local-ca.ts';
import { folderFor, latchkey, shell, start } from './shell.ts';

/** Asks as curl does: by address, with the host name in the header. */
async function ask(port: string, host: string, path: string, init: RequestInit = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { ...(init.headers as Record<string, string>), host: `${host}:${port}` };
    const sent = request(
      { host: '127.0.0.1', port, path, method: init.method ?? 'GET', headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    sent.on('error', reject).end(init.body as string | undefined);
  });
}

test('an API owner goes from init to the first permitted call', async (t) => {
  const folder = await folderFor(t);
  const made = await shell(folder)(['init', 'book-shop']);
  assert.equal(made.code, 0);
  const home = join(folder, 'book-shop');
  const type = shell(home);

  const api = start(t, process.execPath, ['example-api.mjs'], { cwd: home, env: { PORT: '0' } });
  const [, upstream] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  const server = latchkey(t, ['serve', '--port', '0'], home, { UPSTREAM: upstream });
  const [, port = ''] = await server.says(/up on port (\d+)/);

  // While it runs: the commands work on the same data.
  assert.equal((await type(['tenant', 'add', 'acme', '--name', 'Acme Ltd'])).code, 0);
  const added = await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  assert.match(added.out, /Password, shown only now: \S{20}/);
  const { out } = await type([
    ...['client', 'add', 'Robot', '--grant', 'client_credentials', '--scope', 'notes:read'],
    ...['--tenant', 'acme', '--acts-as', 'ann@acme.example'],
  ]);
  assert.match(
    out,
    new RegExp(`token_endpoint +http://accounts\\.book-shop\\.localhost:${port}/`),
    'its port',
  );
  const [, id = '', secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];

  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const accounts = 'accounts.book-shop.localhost';
  const token = await ask(port, accounts, '/oauth/token', { method: 'POST', headers, body: form.toString() });
  assert.equal(token.status, 200, token.body);
  const authorization = `Bearer ${JSON.parse(token.body).access_token}`;

  const host = 'api.book-shop.localhost';
  assert.equal((await ask(port, host, '/status')).status, 200);
  assert.equal((await ask(port, host, '/notes')).status, 401);
  assert.equal((await ask(port, host, '/nothing', { headers: { authorization } })).status, 404);
  const permitted = await ask(port, host, '/notes', { headers: { authorization } });
  assert.equal(permitted.status, 200, permitted.body);
  assert.equal(JSON.parse(permitted.body).caller.user.email, 'ann@acme.example');
  const refused = await ask(port, host, '/notes', { method: 'POST', headers: { authorization } });
  assert.equal(JSON.parse(refused.body).code, 'insufficient_scope');

  const trail = await type(['audit', 'tail', '--json']);
  const calls = trail.out.split('\n').map((line) => JSON.parse(line));
  assert.equal(calls.findLast(({ kind }) => kind === 'api.called').outcome, 'denied');
  for (const secretText of [secret, authorization.slice(7)]) assert.ok(!trail.out.includes(secretText));

  server.child.kill('SIGTERM');
  assert.deepEqual(await server.ended, { code: 0, signal: null });
  const examined = await type(['doctor']);
  assert.equal(examined.code, 0, examined.out);
});

test('serve in the folder above says where the configuration is', async (t) => {
  const folder = await folderFor(t);
  const type = shell(folder, {});
  await type(['init', 'shop']);
  const { code, err } = await type(['serve']);
  assert.equal(code, 1);
  assert.match(
    err,
    /There is no configuration .*latchkey\.config\.ts: .* go to where one is, such as cd shop\.$/,
  );
});

test('every file that init writes is a new one, and none is overwritten', async (t) => {
  const folder = await folderFor(t);
  const type = shell(folder);
  const first = await type(['init', 'shop']);
  const files = first.out.split('\n');
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    assert.doesNotMatch(text, /starter/i, file);
  }
  const before = await stat(join(folder, 'shop', 'latchkey.config.ts'));
  const again = await type(['init', 'shop']);
  assert.equal(again.code, 1);
  assert.match(again.err, /latchkey\.config\.ts/);
  assert.equal((await stat(join(folder, 'shop', 'latchkey.config.ts'))).mtimeMs, before.mtimeMs);
});

test('init begins in the folder of a program, and leaves its files as they are', async (t) => {
  const folder = await folderFor(t);
  await writeFile(join(folder, 'package.json'), '{ "name": "mine" }');
  await writeFile(join(folder, '.gitignore'), 'node_modules/\n');
  const { code, out, err } = await shell(folder)(['init', 'shop', '--front', 'sdk', '--folder', '.']);
  assert.equal(code, 0, err);
  assert.deepEqual(out.split('\n'), ['latchkey.config.ts', 'openapi.yaml', '.env']);
  assert.equal(await readFile(join(folder, 'package.json'), 'utf8'), '{ "name": "mine" }');
  assert.match(
    err,
    /^\.gitignore was there, and stays as it is\. Add \.env and \.latchkey\/ to \.gitignore\.$/m,
  );
  assert.match(err, /^ {2}npx latchkey serve$/m);
  assert.equal((await shell(folder)(['tenant', 'add', 'acme'])).code, 0);
});

test('init puts the front that was asked for into the configuration', async (t) => {
  const folder = await folderFor(t);
  const type = shell(folder);
  const { out } = await type(['init', 'shop', '--front', 'sdk']);
  assert.deepEqual(
    out.split('\n').map((file) => file.replace('shop/', '')),
    ['latchkey.config.ts', 'openapi.yaml', 'package.json', '.env', '.gitignore'],
  );
  const config = await readFile(join(folder, 'shop', 'latchkey.config.ts'), 'utf8');
  assert.match(config, /defineApi, sdk }.*front: sdk\(\{ port: 5000 \}\),/s);
  assert.doesNotMatch(config, /UPSTREAM/);
  const proxied = await type(['init', 'tickets', '--front', 'forward-auth']);
  assert.match(proxied.err, /asks http:\/\/127\.0\.0\.1:4000\/\.latchkey\/tickets\/check/);
  const { out: told, code } = await shell(join(folder, 'tickets'))(['doctor']);
  assert.equal(code, 0, told);
  assert.doesNotMatch(told, /upstream/, 'nothing is passed on by Latchkey');
  assert.match(
    (await type(['init', 'other', '--front', 'nginx'])).err,
    /--front is gateway, forward-auth or sdk/,
  );
});

test('init writes and says the port that PORT names, and which command needs to know it', async (t) => {
  const folder = await folderFor(t);
  const { code, out, err } = await shell(folder, { PORT: '4711' })(['init', 'shop']);
  assert.equal(code, 0);
  const readme = await readFile(join(folder, 'shop', 'README.md'), 'utf8');
  for (const text of [readme, err]) {
    assert.match(text, /http:\/\/api\.shop\.localhost:4711\/status/);
    assert.match(text, /npx latchkey serve/);
    assert.match(text, /PORT=5000 node example-api\.mjs/);
  }
  assert.match(
    await readFile(join(folder, 'shop', '.env'), 'utf8'),
    /^LATCHKEY_MODE=development\nPORT=4711$/m,
  );
  for (const file of out.split('\n')) {
    assert.doesNotMatch(await readFile(join(folder, file), 'utf8'), /\b4000\b/, file);
  }
  assert.match((await shell(folder, { PORT: 'http' })(['init', 'other'])).err, /PORT is "http"/);
});

test('a misspelt field is said with its line, and what was probably meant', async (t) => {
  const folder = await folderFor(t);
  const type = shell(folder);
  await type(['init', 'shop']);
  const file = join(folder, 'shop', 'latchkey.config.ts');
  const lines = (await readFile(file, 'utf8')).split('\n');
  const at = lines.findIndex((line) => line.startsWith('  title:'));
  const misspelt = lines.map((line, index) => (index === at ? line.replace('title', 'titel') : line));
  await writeFile(file, misspelt.join('\n'));
  const { code, err } = await shell(join(folder, 'shop'))(['keys', 'list']);
  assert.equal(code, 1);
  const where = `latchkey.config.ts line ${at + 1}: titel: there is no such field (did you mean \`title\`?)`;
  assert.ok(err.endsWith(`is not usable: ${where}.`), err);
});

test('a problem is said with its line where names have colons and dots in them', async (t) => {
  const folder = await folderFor(t);
  const changes: [string, string][] = [
    ["'notes:write': { title:", "'notes:write': { titel:"],
    ["'api.shop.example': { mode: 'live' }", "'api.shop.example': { mode: 'prod' }"],
    ["'api.shop.example': {", "'api.shop.example:443': {"],
  ];
  for (const [index, [from, to]] of changes.entries()) {
    // A folder for each: a module that was imported is not read again.
    const home = join(folder, String(index));
    await shell(folder)(['init', 'shop', '--folder', home]);
    const file = join(home, 'latchkey.config.ts');
    const text = await readFile(file, 'utf8');
    assert.ok(text.includes(from), from);
    await writeFile(file, text.replace(from, to));
    const line = text.slice(0, text.indexOf(from)).split('\n').length;
    const { err } = await shell(home)(['keys', 'list']);
    assert.match(err, new RegExp(`latchkey\\.config\\.ts line ${line}: `), `${to}: ${err}`);
  }
});

test('init refuses a name that would not do as a host name', async (t) => {
  const type = shell(await folderFor(t));
  for (const name of ['Shop', 'a', '../x', 'shop-', '9shop', 'x'.repeat(40)]) {
    const { code, err } = await type(['init', name]);
    assert.equal(code, 1, name);
    assert.match(err, /2 to 31 lower-case letters/);
  }
});

test('real host names are served over TLS, by the local authority or by a certificate of one’s own', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const get = async (tlsPort: string, ca: string) => {
    const url = 'https://accounts.shop.example/.well-known/oauth-authorization-server';
    const to = ['--connect-to', `::127.0.0.1:${tlsPort}`];
    const { stdout } = await promisify(execFile)('curl', ['-sS', '--cacert', ca, ...to, url]);
    return JSON.parse(stdout).issuer;
  };
  const serve = ['serve', '--port', '0', '--hosts', 'public', '--tls-port', '0'];

  const local = latchkey(t, serve, home);
  const [, localPort = ''] = await local.says(/TLS on (\d+)/);
  assert.equal(
    await get(localPort, join(home, '.latchkey', 'ca', 'ca.crt')),
    'https://accounts.shop.example',
  );
  local.child.kill('SIGTERM');
  await local.ended;

  const authority = await localCa(join(folder, 'own'));
  await authority.certificateFor(['accounts.shop.example']);
  const pem = join(folder, 'own', 'server.pem');
  const key = { LATCHKEY_MODE: 'production', LATCHKEY_MASTER_KEY: await masterKey(home) };
  const own = latchkey(t, [...serve, '--tls-cert', pem, '--tls-key', pem], home, key);
  const [, ownPort = ''] = await own.says(/TLS on (\d+)/);
  assert.equal(await get(ownPort, authority.caFile), 'https://accounts.shop.example');
});

async function masterKey(home: string): Promise<string> {
  return (await readFile(join(home, '.latchkey', 'master.key'), 'utf8')).trim();
}
