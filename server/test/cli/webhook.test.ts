import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { receiver } from '../delivery/world.ts';
import { folderFor, shell } from './shell.ts';

const idIn = (out: string) => /id +(whe_\S+)/.exec(out)?.[1] ?? '';
const secretIn = (out: string) => /secret +(whsec_\S+)/.exec(out)?.[1] ?? '';

test('an endpoint is added, tested, rotated, replayed, listed and removed from the command line', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const type = shell(join(folder, 'book-shop'));
  const { out } = await type(['client', 'add', 'Robot', '--redirect', 'https://robot.example/callback']);
  const [, client = ''] = /client_id +(\S+)/.exec(out) ?? [];
  let status = 200;
  const { url, received } = await receiver(t, (_request, response) => {
    response.writeHead(status).end('thanks');
  });

  const added = await type([
    'webhook',
    'add',
    '--client',
    client,
    '--url',
    url,
    '--event',
    'connection.revoked',
  ]);
  assert.equal(added.code, 0, added.err);
  const [id, secret] = [idIn(added.out), secretIn(added.out)];
  const tested = await type(['webhook', 'test', id]);
  assert.deepEqual([tested.code, tested.out], [0, 'answer  200  thanks'], tested.err);
  const { body, headers } = received.at(-1) ?? assert.fail();
  assert.equal(JSON.parse(body).type, 'webhook.test');
  new Webhook(secret).verify(body, headers as Record<string, string>);

  const rotated = secretIn((await type(['webhook', 'rotate', id])).out);
  await type(['webhook', 'test', id]);
  const both = received.at(-1) ?? assert.fail();
  for (const each of [secret, rotated])
    new Webhook(each).verify(both.body, both.headers as Record<string, string>);

  status = 500;
  assert.equal((await type(['webhook', 'test', id])).code, 1);
  assert.equal((await type(['webhook', 'replay', id, '--since', '24h'])).out, '0 events are sent again.');
  const listed = await type(['webhook', 'list']);
  assert.match(listed.out, new RegExp(`^${id} +${client} +served +connection.revoked +http`));
  assert.equal((await type(['webhook', 'list', id])).out, '');

  const own = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  const owners = await type(['webhook', 'add', '--url', url, '--secret-stdin'], `${own}\n`);
  assert.equal(secretIn(owners.out), own);
  assert.equal((await type(['webhook', 'remove', id])).out, `Removed ${id}.`);

  const rows = await type(['audit', 'search', '--since', '1h', '--json']);
  for (const kind of ['webhook.added', 'webhook.secret_rotated', 'webhook.replayed', 'webhook.removed']) {
    assert.ok(rows.out.includes(kind), kind);
  }
  for (const each of [secret, rotated, own]) assert.ok(!rows.out.includes(each));
});

test('an address, event or secret that cannot be is refused where it is typed, and is not repeated if secret', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const home = join(folder, 'book-shop');
  const type = shell(home);
  const short = `whsec_${Buffer.alloc(23, 7).toString('base64')}`;
  const cases: [args: string[], said: RegExp, input?: string][] = [
    [['--url', 'http://8.8.8.8/'], /is at an address that is not public/],
    [['--url', 'https://10.0.0.1/'], /not public/],
    [['--url', 'https://169.254.169.254/latest'], /not public/],
    [['--url', 'ftp://8.8.8.8/'], /has to be https/],
    [['--url', 'nonsense'], /is no URL/],
    [['--url', 'https://me:word@8.8.8.8/'], /must not contain a user name/],
    [['--url', `https://8.8.8.8/${'x'.repeat(2_000)}`], /longer than 2000/],
    [['--url', 'https://8.8.8.8/', '--event', 'connection.revokd'], /did you mean connection\.revoked\?/],
    [['--url', 'https://8.8.8.8/', '--event', 'x'], /no event x: there are connection\.authorized, /],
    [['--url', 'https://8.8.8.8/', '--client', 'nobody'], /There is no client nobody/],
    [['--url', 'https://8.8.8.8/', '--secret-stdin'], /23 bytes: Standard Webhooks demands 24 to 64/, short],
    [['--url', 'https://8.8.8.8/', '--secret-stdin'], /is whsec_ and base64/, 'password'],
    [[], /--url https:/],
  ];
  for (const [args, said, input] of cases) {
    const refused = await type(['webhook', 'add', ...args], input);
    assert.equal(refused.code, 1, args.join(' '));
    assert.match(refused.err, said);
    assert.ok(!refused.err.includes(short) && !refused.err.includes('me:word'));
  }
  assert.equal((await type(['webhook', 'list'])).out, '');
  assert.match((await type(['webhook', 'test', 'whe_none'])).err, /There is no endpoint whe_none/);
  assert.match((await type(['webhook', 'rotate', 'whe_none', '--overlap', '999'])).err, /from 0 to 336/);
  assert.match((await type(['webhook', 'replay', 'whe_none'])).err, /--since/);
  const { out } = await type(['webhook', 'events']);
  assert.match(out, /^connection\.revoked\n {2}.*\n {2}\{"type":"connection\.revoked","timestamp":/m);

  const { code, err } = await shell(home, {
    LATCHKEY_MODE: 'production',
    LATCHKEY_MASTER_KEY_FILE: join(home, '.latchkey/master.key'),
  })(['webhook', 'add', '--url', 'http://127.0.0.1:9/']);
  assert.deepEqual([code, /has to be https/.test(err)], [1, true], err);
});
