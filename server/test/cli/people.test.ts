import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { verifyPassword } from '../../src/signin/passwords.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';
import { folderFor, shell } from './shell.ts';

async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  await type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  return { home, type };
}

async function look<Value>(home: string, at: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openSqliteStore(join(home, '.latchkey', 'shop.sqlite'));
  try {
    return await at(store);
  } finally {
    await store.close();
  }
}

test('a person gets a password that is shown once and stored as argon2id', async (t) => {
  const { home, type } = await shop(t);
  const { out } = await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'owner']);
  const password = /shown only now: (\S+)/.exec(out)?.[1] ?? '';
  const user = await look(home, (store) => store.userByEmail('ann@acme.example'));
  assert.ok(await verifyPassword(password, user?.passwordHash ?? null));
  assert.match(user?.passwordHash ?? '', /^\$argon2id\$/);
  assert.match((await type(['user', 'list'])).out, /^acme +ann@acme\.example +ann +owner$/);
  assert.ok(!(await type(['audit', 'tail', '--json'])).out.includes(password));
});

test('a password comes from standard input, never from the command line', async (t) => {
  const { home, type } = await shop(t);
  const add = ['user', 'add', 'bob@acme.example', '--tenant', 'acme', '--role', 'viewer'];
  assert.match((await type([...add, '--password', 'x'])).err, /Unknown option/);
  assert.match((await type([...add, '--password-stdin'], 'short\n')).err, /10 to 1024/);
  const { code, out } = await type([...add, '--password-stdin'], 'correct horse\n');
  assert.equal(code, 0);
  assert.ok(!out.includes('correct horse'));
  const user = await look(home, (store) => store.userByEmail('bob@acme.example'));
  assert.ok(await verifyPassword('correct horse', user?.passwordHash ?? null));
});

test('a place that cannot be given adds nobody', async (t) => {
  const { home, type } = await shop(t);
  const add = (...args: string[]) => type(['user', 'add', 'ann@acme.example', ...args]);
  assert.match((await add('--tenant', 'acme')).err, /--role/);
  assert.match((await add('--tenant', 'other', '--role', 'owner')).err, /latchkey tenant add/);
  assert.match((await add('--tenant', 'acme', '--role', 'king')).err, /owner, member, viewer/);
  assert.equal(await look(home, (store) => store.userByEmail('ann@acme.example')), null);
});

test('an existing user gets a second membership and keeps name and password', async (t) => {
  const { home, type } = await shop(t);
  await type(['tenant', 'add', 'birch']);
  const add = (tenant: string, ...more: string[]) =>
    type(['user', 'add', 'ann@acme.example', '--tenant', tenant, '--role', 'member', ...more]);
  await add('acme', '--name', 'Ann');
  assert.match((await add('birch', '--name', 'Other')).err, /has an account already/);
  assert.equal((await add('birch')).out, 'ann@acme.example is member in birch.');
  assert.match((await add('birch')).err, /is a member of birch already/);
  const user = await look(home, (store) => store.userByEmail('ann@acme.example'));
  assert.equal(user?.name, 'Ann');
});

test('the first operator needs no place at a tenant, and a user who is there keeps name and password', async (t) => {
  const { home, type } = await shop(t);
  const { out } = await type(['operator', 'set', 'olga@shop.example', '--name', 'Olga']);
  const password = /^Password, shown only now: (\S+)$/m.exec(out)?.[1] ?? '';
  assert.match(out, /olga@shop\.example may change everything/);
  const user = await look(home, (store) => store.userByEmail('olga@shop.example'));
  assert.equal(user?.name, 'Olga');
  assert.ok(await verifyPassword(password, user?.passwordHash ?? null));
  assert.match((await type(['operator', 'set', 'nobody'])).err, /no e-mail address/);
  const again = await type(['operator', 'set', 'olga@shop.example', '--role', 'auditor']);
  assert.match(again.err, /is the only owner/);
  assert.ok(!again.out.includes('Password'));
});

test('where another system signs people in, nobody becomes an operator before they did so once', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const file = join(home, 'latchkey.config.ts');
  const handOver = "signInBy: { handOver: { signInUrl: 'https://app.shop.example/sign-in' } },";
  await writeFile(file, (await readFile(file, 'utf8')).replace(/(?= {2}openapi:)/, `  ${handOver}\n`));
  const { err } = await shell(home)(['operator', 'set', 'olga@shop.example']);
  assert.match(err, /sign in once first/);
  assert.equal(await look(home, (store) => store.userByEmail('olga@shop.example')), null);
});

test('a tenant is added once, under an id that fits into a header', async (t) => {
  const { type } = await shop(t);
  assert.match((await type(['tenant', 'add', 'acme'])).err, /The company acme is there already/);
  for (const id of ['a b', 'é', 'x'.repeat(101)]) assert.equal((await type(['tenant', 'add', id])).code, 1);
});

test('a tenant that there is not is an error in every command, not an empty list', async (t) => {
  const { type } = await shop(t);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  const commands = [
    ['user', 'list', '--tenant', 'acmee'],
    ['user', 'add', 'bob@acme.example', '--tenant', 'acmee', '--role', 'member'],
    ['user', 'remove', 'ann@acme.example', '--tenant', 'acmee'],
    ['client', 'list', '--tenant', 'acmee'],
    ['role', 'list', '--tenant', 'acmee'],
    ['token', 'list', '--tenant', 'acmee'],
    ['token', 'revoke', 'tok_1', '--tenant', 'acmee'],
    ['tenant', 'delete', 'acmee', '--yes'],
  ];
  for (const args of commands) {
    const { code, err } = await type(args);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, /There is no company acmee: latchkey tenant list shows them/, args.join(' '));
  }
});

test('a client is registered with what its kind may have', async (t) => {
  const { home, type } = await shop(t);
  const add = (...args: string[]) => type(['client', 'add', 'App', ...args]);
  const redirect = ['--redirect', 'https://app.example/cb'];
  const refused: [string[], RegExp][] = [
    [[], /--redirect/],
    [['--redirect', 'http://app.example/cb'], /must begin with https/],
    [['--redirect', 'https://app.example/cb#x'], /fragment/],
    [[...redirect, '--kind', 'secret'], /confidential, public, platform/],
    [[...redirect, '--scope', 'notes:read nothing'], /--scope nothing: use notes:read, notes:write/],
    [[...redirect, '--grant', 'password'], /--grant password/],
    [[...redirect, '--kind', 'public', '--grant', 'client_credentials'], /cannot keep a secret/],
    [[...redirect, '--owner', 'nobody@x.example'], /no such person/],
    [[...redirect, '--tenant', 'nowhere'], /There is no company nowhere/],
  ];
  for (const [args, says] of refused) {
    const { code, err } = await add(...args);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, says);
  }
  const id = (out: string) => /client_id +(\S+)/.exec(out)?.[1] ?? '';
  const confidential = await add(...redirect, '--scope', 'notes:read');
  const isPublic = await add('--redirect', 'com.example.app:/cb', '--kind', 'public', '--sandbox');
  assert.match(isPublic.out, /client_secret +none/);
  const [first, second] = await look(home, (store) =>
    Promise.all([confidential, isPublic].map(({ out }) => store.client(id(out), Date.now()))),
  );
  assert.deepEqual(first?.client.scopes, ['notes:read']);
  assert.deepEqual(first?.client.grantTypes, ['authorization_code', 'refresh_token']);
  assert.equal(first?.secrets.length, 1);
  assert.equal(second?.client.authMethod, 'none');
  assert.equal(second?.client.mode, 'sandbox');
  assert.equal(second?.secrets.length, 0);
});

test('a registration token is stored as a hash and works for as long as was said', async (t) => {
  const { type } = await shop(t);
  const made = await type(['token', 'registration', '--days', '3']);
  assert.match(made.out, /^reg_\w+$/);
  assert.equal((await type(['token', 'registration', '--days', '0'])).code, 1);
  assert.equal((await type(['token', 'registration', '--clients', '0'])).code, 1);
  assert.equal((await type(['token', 'registration', '--clients', 'any'])).code, 0);
  assert.ok(!(await type(['audit', 'tail', '--json'])).out.includes(made.out));
});

test('keys are rotated, listed without their secrets, and sealed anew under another master key', async (t) => {
  const { home, type } = await shop(t);
  const signing = async (typed = type) =>
    [...(await typed(['keys', 'list'])).out.matchAll(/^signing .* (\S+)$/gm)].map(([, id]) => id);
  assert.equal((await type(['keys', 'rotate'])).code, 0);
  assert.equal((await signing()).length, 2);
  assert.equal((await type(['keys', 'rotate', 'succession'])).code, 0);
  assert.match((await type(['keys', 'rotate', 'other'])).err, /signing, succession, master/);

  const fresh = randomBytes(32).toString('hex');
  assert.match((await type(['keys', 'rotate', 'master'])).err, /LATCHKEY_NEW_MASTER_KEY/);
  const both = shell(home, { LATCHKEY_MODE: 'development', LATCHKEY_NEW_MASTER_KEY: fresh });
  assert.match((await both(['doctor'])).out, /\d+ keys of shop are still sealed under the old master key/);
  assert.equal((await both(['keys', 'rotate', 'master'])).code, 0);
  assert.match((await both(['doctor'])).out, /Every key of shop is sealed under the new master key/);
  // With both, a command goes on as a server does.
  assert.equal((await both(['keys', 'rotate'])).code, 0);
  assert.match((await type(['keys', 'rotate'])).err, /another master key/);
  const renewed = shell(home, { LATCHKEY_MODE: 'development', LATCHKEY_MASTER_KEY: fresh });
  assert.equal((await renewed(['keys', 'rotate'])).code, 0);
});

test('somebody who signed up is approved or refused, and told by mail, as of another password', async (t) => {
  const { home, type } = await shop(t);
  await type(['user', 'add', 'dora@apps.example', '--tenant', 'acme', '--role', 'viewer']);
  assert.match((await type(['developer', 'approve', 'dora@apps.example'])).err, /did not sign up/);
  await look(home, async (store) => {
    const userId = (await store.userByEmail('dora@apps.example'))?.id ?? assert.fail();
    const developer = { userId, state: 'pending', purpose: 'A calendar', reason: null } as const;
    const times = { createdAt: Date.now(), decidedAt: null };
    await store.addDeveloper({ developer: { ...developer, ...times }, mails: [], audit: [] });
  });
  const waiting = await type(['developer', 'list', '--state', 'pending']);
  assert.match(waiting.out, /dora@apps\.example +pending +dora +A calendar$/);
  assert.equal(
    (await type(['developer', 'approve', 'dora@apps.example'])).out.trim(),
    'dora@apps.example is approved, and gets a mail.',
  );
  await type(['developer', 'refuse', 'dora@apps.example', '--reason', 'No calendars']);
  assert.match((await type(['developer', 'refuse', 'dora@apps.example'])).out, /was refused before/);
  assert.match((await type(['user', 'password', 'dora@apps.example'])).out, /A mail tells them/);
  const [mails, rows] = await look(home, async (store) => [
    (await store.mails(9)).map(({ subject }) => subject).toReversed(),
    (await store.auditTrail({ limit: 9 })).map(({ kind }) => kind),
  ]);
  assert.match(mails.join(), /You can make.*About your developer account.*Your password for/);
  assert.ok(rows.includes('developer.approved') && rows.includes('developer.refused'));
  const inProduction = { LATCHKEY_MODE: 'production', LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex') };
  const silent = await shell(home, inProduction)(['developer', 'approve', 'dora@apps.example']);
  assert.equal(silent.out.trim(), 'dora@apps.example is approved.', 'no mail server is set');
});
