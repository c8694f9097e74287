import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { GrantId, TenantId } from '../../src/model/index.ts';
import { verifyPassword } from '../../src/signin/passwords.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { client } from '../pages/site.ts';
import { personalToken } from '../store/fixtures.ts';
import { folderFor, shell } from './shell.ts';

async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  await type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'owner']);
  const store = await openSqliteStore(join(home, '.latchkey', 'shop.sqlite'));
  t.after(() => store.close());
  const ann = await store.userByEmail('ann@acme.example');
  assert.ok(ann);
  return { type, store, ann };
}

const OPEN = {
  publicId: 'p',
  methods: [],
  browser: null,
  createdAt: 0,
  lastSeenAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
};

test('a person leaves a customer, and the log says so', async (t) => {
  const { type, store, ann } = await shop(t);
  assert.match((await type(['user', 'remove', 'ann@acme.example'])).err, /--tenant/);
  assert.match(
    (await type(['user', 'remove', 'bob@acme.example', '--tenant', 'acme'])).err,
    /no user with the address/,
  );
  assert.equal((await type(['user', 'remove', 'ann@acme.example', '--tenant', 'acme'])).code, 0);
  assert.equal(await store.membership(ann.id, TenantId('acme')), null);
  assert.match((await type(['user', 'remove', 'ann@acme.example', '--tenant', 'acme'])).err, /no member/);
  const [row] = await store.auditTrail({ kind: 'member.removed', limit: 1 });
  assert.deepEqual([row?.userId, row?.tenantId], [ann.id, 'acme']);
  assert.deepEqual(row?.detail, { by: 'command line', role: 'owner' });
});

test('an operator who ends the last place that manages a customer is told so', async (t) => {
  const { type } = await shop(t);
  for (const [email, role] of [
    ['bob@acme.example', 'owner'],
    ['eve@acme.example', 'member'],
  ] as const) {
    await type(['user', 'add', email, '--tenant', 'acme', '--role', role]);
  }
  const remove = async (email: string) => (await type(['user', 'remove', email, '--tenant', 'acme'])).out;
  assert.doesNotMatch(await remove('ann@acme.example'), /manages/);
  assert.match(
    (await type(['user', 'delete', 'bob@acme.example', '--yes'])).out,
    /acme has no manager any more/,
  );
  assert.doesNotMatch(await remove('eve@acme.example'), /manages/);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'owner']);
  assert.match(await remove('ann@acme.example'), /acme has no manager any more/);
});

test('a password is replaced, shown once or read, and every session ends', async (t) => {
  const { type, store, ann } = await shop(t);
  await store.openSession({ ...OPEN, hash: sha256('one'), userId: ann.id }, []);
  const { out } = await type(['user', 'password', 'ann@acme.example']);
  const password = /shown only now: (\S+)/.exec(out)?.[1] ?? '';
  const hash = async () => (await store.userById(ann.id))?.passwordHash ?? null;
  assert.ok(await verifyPassword(password, await hash()));
  assert.deepEqual(await store.sessionsOf(ann.id, Date.now()), []);
  const read = ['user', 'password', 'ann@acme.example', '--password-stdin'];
  assert.match((await type(read, 'short\n')).err, /10 to 1024/);
  assert.ok(await verifyPassword(password, await hash()), 'nothing was changed');
  assert.ok(!(await type(read, 'correct horse\n')).out.includes('correct horse'));
  assert.ok(await verifyPassword('correct horse', await hash()));

  await store.openSession({ ...OPEN, hash: sha256('two'), userId: ann.id }, []);
  assert.match((await type(['user', 'sign-out', 'ann@acme.example'])).out, /^1 session of/);
  assert.match((await type(['user', 'sign-out', 'ann@acme.example'])).out, /^0 sessions of/);
});

test('the tokens of all users are listed and revoked', async (t) => {
  const { type, store, ann } = await shop(t);
  const token = personalToken({
    id: 'tok_1',
    hash: sha256('h'),
    userId: ann.id,
    tenantId: TenantId('acme'),
    name: 'Export',
  });
  await store.createPersonalToken(token, []);
  assert.match(
    (await type(['token', 'list', '--tenant', 'acme'])).out,
    /^tok_1 +ann@acme\.example +Export .*live$/,
  );
  assert.match((await type(['token', 'revoke', 'tok_2', '--tenant', 'acme'])).err, /no token tok_2/);
  assert.match((await type(['token', 'revoke', 'tok_1', '--tenant', 'acme'])).out, /works no longer/);
  assert.match((await type(['token', 'list', '--tenant', 'acme'])).out, /revoked$/);
  assert.match((await type(['token', 'revoke', 'tok_1', '--tenant', 'acme'])).out, /before/);

  const now = Date.now();
  for (const [id, over] of [
    ['tok_3', { expiresAt: now }],
    ['tok_4', { createdAt: now + 24 * 3_600_000 }],
  ] as const) {
    await store.createPersonalToken({ ...token, id, hash: sha256(id), ...over }, []);
  }
  const lines = (await type(['token', 'list', '--tenant', 'acme'])).out.split('\n');
  for (const id of ['tok_3', 'tok_4']) {
    assert.match(lines.find((line) => line.startsWith(id)) ?? '', /expired$/, `no call accepts ${id}`);
  }
});

test('an irreversible command demands --yes and names the things that would be deleted', async (t) => {
  const { type, store, ann } = await shop(t);
  await store.createClient(
    client({ id: 'robot', name: 'Robot', tenantId: TenantId('acme'), origin: 'page' }),
    null,
    [],
  );
  assert.match(
    (await type(['client', 'list', '--tenant', 'acme'])).out,
    /^robot +platform +page +acme +Robot$/,
  );
  assert.match((await type(['tenant', 'list'])).out, /^acme +Acme Ltd$/);
  for (const [args, what, gone] of [
    [['client', 'delete', 'robot'], /deletes Robot/, async () => (await store.client('robot', 0)) === null],
    [
      ['tenant', 'delete', 'acme'],
      /Acme Ltd with its members \(1\)/,
      async () => (await store.tenantById('acme')) === null,
    ],
    [
      ['user', 'delete', 'ann@acme.example'],
      /deletes ann@acme\.example/,
      async () => (await store.userByEmail('ann@acme.example')) === null,
    ],
  ] as const) {
    const asked = await type([...args]);
    assert.equal(asked.code, 1);
    assert.match(asked.err, what);
    assert.match(asked.err, /--yes/);
    assert.equal(await gone(), false);
    assert.equal((await type([...args, '--yes'])).code, 0);
    assert.equal(await gone(), true);
    assert.equal((await type([...args, '--yes'])).code, 1, 'there is nothing left');
  }
  const said = (await type(['audit', 'search', '--json'])).out;
  for (const kind of ['client.deleted', 'tenant.deleted', 'user.deleted'])
    assert.ok(said.includes(kind), kind);
  assert.ok(said.includes(ann.id));
  assert.ok(!said.includes('ann@acme.example'));
});

test('a connection is listed, suspended, resumed and revoked by the operator, as a manager would', async (t) => {
  const { type, store, ann } = await shop(t);
  const robot = client({ id: 'robot', name: 'Robot', tenantId: null, origin: 'page' });
  await store.createClient(robot, null, []);
  const { id } = await store.recordConsent({
    newGrantId: GrantId('grant_1'),
    newConnectedAccountId: null,
    clientId: robot.id,
    userId: ann.id,
    tenantId: TenantId('acme'),
    mode: 'live',
    scopes: ['read'],
    resources: null,
    ceiling: null,
    now: Date.now(),
    audit: { allowed: [], held: [] },
  });
  const on = (verb: string, ...more: string[]) => type(['connection', verb, ...more, '--tenant', 'acme']);
  const status = async () => (await store.grantById(id))?.status;

  assert.match((await type(['connection', 'list'])).err, /--tenant <id>/);
  assert.match((await on('list')).out, new RegExp(`^${id} +active +Robot +ann@acme\\.example`));
  assert.equal((JSON.parse((await on('list', '--json')).out) as { id: string }).id, id);
  assert.match((await on('suspend', 'grt_other')).err, /acme has no connection grt_other/);

  assert.match((await on('suspend', id)).out, /is suspended/);
  const ownResume = { grantId: id, tenantId: TenantId('acme'), suspended: false, now: Date.now(), audit: [] };
  assert.equal(await store.suspendGrant(ownResume), 'held', 'its user cannot resume it');
  assert.match((await on('resume', id)).out, /works again/);
  assert.equal(await status(), 'active');
  assert.match((await on('revoke', id)).out, /has ended/);
  assert.equal(await status(), 'revoked');
  assert.match((await on('revoke', id)).out, /revoked before/);
  assert.match((await on('suspend', id)).err, /can only be authorized again/);
  assert.equal((await on('list')).out, '');
  assert.match((await on('list', '--revoked')).out, /revoked/);
  const kinds = (await store.auditTrail({ tenantId: TenantId('acme'), limit: 3 })).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['authorization.revoked', 'authorization.changed', 'authorization.changed']);
});
