import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, shell } from './shell.ts';

test('a client gets a plan and addresses from the command line, and nothing that there is not', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const home = join(folder, 'book-shop');
  const file = join(home, 'latchkey.config.ts');
  const config = await readFile(file, 'utf8');
  const withPlans = config.replace(
    'limits: {',
    'limits: { plans: { gold: { client: { calls: 9, per: 60 } } },',
  );
  assert.notEqual(withPlans, config);
  await writeFile(file, withPlans);
  const type = shell(home);
  const { out } = await type(['client', 'add', 'Robot', '--redirect', 'https://robot.example/callback']);
  const [, id = ''] = /client_id +(\S+)/.exec(out) ?? [];

  const set = await type([
    'client',
    'set',
    id,
    '--plan',
    'gold',
    '--ip',
    '203.0.113.9/24',
    '--ip',
    '2001:db8::1',
  ]);
  assert.equal(set.out, 'plan       gold\naddresses  203.0.113.0/24, 2001:db8::1/128', set.err);
  assert.equal((await type(['client', 'set', id, '--any-ip'])).out, 'plan       gold\naddresses  any');
  assert.match((await type(['client', 'set', id, '--no-plan'])).out, /^plan +none/);
  const rows = await type(['audit', 'search', '--kind', 'client.changed', '--client', id, '--json']);
  assert.equal(rows.out.split('\n').length, 3);

  for (const [args, said] of [
    [[id, '--plan', 'silver'], /no plan silver: limits\.plans has gold/],
    [[id, '--ip', 'localhost'], /“localhost” is neither an address nor a block/],
    [[id, '--plan', 'gold', '--no-plan'], /name one of the two/],
    [[id], /Say what to set/],
    [['nobody', '--any-ip'], /There is no client nobody/],
  ] as const) {
    const refused = await type(['client', 'set', ...args]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, said);
  }
});
