import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { folderFor, latchkey, shell } from './shell.ts';

async function starter(t: TestContext): Promise<string> {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  return join(folder, 'shop');
}

/** One sentence for a person: one line, no stack, exit code 1. */
async function refuses(t: TestContext, args: string[], home: string, env: NodeJS.ProcessEnv, says: RegExp) {
  const process = latchkey(t, args, home, env);
  const { code } = await process.ended;
  assert.equal(code, 1, process.written());
  assert.equal(process.written().split('\n').length, 1, process.written());
  assert.match(process.written(), says);
  assert.match(process.written(), /\.$/);
}

test('serve: a port in use is said before anything is written', async (t) => {
  const home = await starter(t);
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  await refuses(t, ['serve', '--port', port], home, {}, new RegExp(`Port ${port} is in use: .*PORT`));
  assert.ok(!(await readdir(home)).includes('.latchkey'));
});

test('serve: a data folder that cannot be made, and a database that is none', async (t) => {
  const home = await starter(t);
  await writeFile(join(home, 'file'), '');
  await refuses(t, ['serve', '--port', '0', '--data', 'file/data'], home, {}, /file\/data/);
  await mkdir(join(home, 'data'));
  await writeFile(
    join(home, 'data', 'shop.sqlite'),
    'this is not a database, however long it may be'.repeat(50),
  );
  await refuses(t, ['serve', '--port', '0', '--data', 'data'], home, {}, /shop\.sqlite/);
});

test('serve: the keys of the data belong to another master key', async (t) => {
  const home = await starter(t);
  await shell(home)(['tenant', 'add', 'acme', '--name', 'Acme']);
  assert.equal((await shell(home)(['keys', 'rotate'])).code, 0);
  const env = { LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex') };
  await refuses(t, ['serve', '--port', '0'], home, env, /another master key/);
});

test('serve: production refuses what is unsafe', async (t) => {
  const home = await starter(t);
  const env = { LATCHKEY_MODE: 'production', LATCHKEY_MASTER_KEY: randomBytes(32).toString('base64url') };
  const type = shell(home, env);
  assert.equal((await type(['create'])).code, 0);
  const cases: [string[], RegExp][] = [
    [['--hosts', 'localhost'], /plain HTTP/],
    [[], /--tls-port/],
    [['--tls-port', '0'], /--tls-cert/],
    [['--tls-port', '0', '--tls-cert', 'x.pem'], /--tls-key/],
    [
      ['--tls-port', '0', '--tls-cert', 'x.pem', '--tls-key', 'x.pem', '--port', '0'],
      /x\.pem cannot be read/,
    ],
    [['--tls-port', '99999', '--tls-cert', 'x', '--tls-key', 'x'], /--tls-port is "99999"/],
    [['--port', 'http'], /--tls-port|--port is "http"/],
  ];
  for (const [args, says] of cases) {
    const { code, err } = await type(['serve', ...args]);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, says);
    assert.equal(err.split('\n').length, 1, err);
  }
  const without = shell(home, { LATCHKEY_MODE: 'production' });
  await writeFile(join(home, 'x.pem'), 'no certificate');
  const tls = ['--port', '0', '--tls-port', '0', '--tls-cert', 'x.pem', '--tls-key', 'x.pem'];
  assert.match((await without(['serve', ...tls])).err, /LATCHKEY_MASTER_KEY/);
  assert.match((await type(['serve', ...tls])).err, /x\.pem/);
});

test('a configuration that does not hold names everything that is wrong with it', async (t) => {
  const home = await starter(t);
  const type = shell(home);
  const config = async (name: string, text: string) => {
    await writeFile(join(home, name), text);
    return type(['serve', '--port', '0', '--config', name]);
  };
  const cases: [string, string, RegExp][] = [
    ['syntax.ts', 'export default {', /syntax\.ts line 1 cannot be loaded/],
    ['nothing.ts', 'export const x = 1;', /nothing\.ts does not export an API/],
    ['throws.ts', "throw new Error('no such thing')", /throws\.ts line 1 cannot be loaded: no such thing\./],
    ['imports.ts', "import './absent.ts'; export default {};", /imports\.ts cannot be loaded/],
    [
      'typo.ts',
      "import 'latchkey/confg'; export default {};",
      /typo\.ts cannot be loaded: there is no latchkey\/confg/,
    ],
    [
      'wrong.ts',
      "import { defineApi } from 'latchkey/config'; export default defineApi({ name: 'UP', titel: 'x' });",
      /UP.*did you mean `title`.*name/,
    ],
  ];
  for (const [name, text, says] of cases) {
    const { code, err } = await config(name, text);
    assert.equal(code, 1, name);
    assert.match(err, says);
    assert.doesNotMatch(err, /\n {4}at /);
  }
  assert.match(
    (await type(['serve', '--config', 'absent.ts'])).err,
    /There is no configuration .*absent\.ts/,
  );
  const twice = ['--config', 'latchkey.config.ts', '--config', './latchkey.config.ts'];
  assert.match((await type(['serve', ...twice])).err, /both name their API shop/);
});

test('an OpenAPI document that does not hold is refused with its lines', async (t) => {
  const home = await starter(t);
  await writeFile(join(home, 'openapi.yaml'), 'openapi: 3.1.0\npaths:\n  /notes:\n    get: {}\n');
  await refuses(t, ['serve', '--port', '0'], home, {}, /openapi\.yaml:4:5, GET \/notes: no security/);
});

test('a slip of the pen is answered with where to look', async (t) => {
  const type = shell(await folderFor(t));
  const cases: [string[], RegExp][] = [
    [['sevre'], /There is no command sevre: latchkey --help/],
    [['user', 'ad'], /There is no command user ad: use user add, user list/],
    [['serve', '--prot', '1'], /'--prot': see latchkey serve --help/],
    [['serve', '--config'], /--config.*see latchkey serve --help/],
    [['tenant'], /There is no command tenant: use tenant add, tenant list/],
    [['sevre', '--help'], /There is no command sevre: latchkey --help/],
    [
      ['tenant', 'add'],
      /missing: see latchkey tenant add --help\.\n\nlatchkey tenant add <id> \[--name <name>\]$/,
    ],
    [['decide'], /missing: .*\n\nlatchkey decide <method> <url> .*\n +\[--api-version <text>\] \[--json\]$/],
    [['tenant', 'add', 'a', 'b'], /too many: see latchkey tenant add --help/],
    [['serve'], /There is no configuration .*latchkey\.config\.ts/],
  ];
  for (const [args, says] of cases) {
    const { code, err } = await type(args);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, says);
  }
});

test('help shows all commands, those of one word, or one command', async (t) => {
  const type = shell(await folderFor(t));
  const all = await type(['--help']);
  assert.deepEqual([all.code, (await type([])).out, (await type(['help'])).out], [0, all.out, all.out]);
  const group = await type(['tenant', '--help']);
  assert.equal(group.code, 0);
  assert.deepEqual(group.out.match(/^ {2}\w+ \w+/gm), ['  tenant add', '  tenant list', '  tenant delete']);
  assert.equal((await type(['help', 'tenant'])).out, group.out);
  const one = await type(['user', 'add', '-h']);
  assert.match(one.out, /^latchkey user add <email>/);
  assert.equal((await type(['help', 'user', 'add'])).out, one.out);
});

test('a folder stands for the configuration in it', async (t) => {
  const home = await starter(t);
  const type = shell(await folderFor(t));
  const args = ['tenant', 'add', 'acme', '--config', home, '--data', join(home, 'data')];
  assert.equal((await type(args)).out, 'Added company acme (acme).');
  const absent = await type(['tenant', 'list', '--config', join(home, 'data')]);
  assert.match(absent.err, /There is no configuration .*data\/latchkey\.config\.ts/);
});

test('help is there for every command', async (t) => {
  const type = shell(await folderFor(t));
  const { code, out } = await type(['--help']);
  assert.equal(code, 0);
  const names = [...out.matchAll(/^ {2}(\w+(?: \w+)?) {2}/gm)].map(([, name = '']) => name);
  assert.ok(names.length >= 11, out);
  for (const name of names) {
    const help = await type([...name.split(' '), '--help']);
    assert.equal(help.code, 0, name);
    assert.match(help.out, new RegExp(`latchkey ${name}`));
  }
});
