import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadMasterKey } from '../../src/config/environment/master-key.ts';
import { StartError } from '../../src/config/environment/start-error.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-key-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const refusal = (pattern: RegExp) => (error: unknown) =>
  error instanceof StartError && pattern.test(error.message);

test('a master key comes from the environment in base64url or hex', async () => {
  const key = randomBytes(32);
  for (const encoding of ['base64url', 'base64', 'hex'] as const) {
    const env = { LATCHKEY_MASTER_KEY: `${key.toString(encoding)}\n` };
    assert.deepEqual(await loadMasterKey(folder, env, 'production'), key);
  }
});

test('a key of the wrong length, alphabet or randomness is refused without repeating it', async () => {
  for (const bad of [
    randomBytes(31).toString('hex'),
    'secret-phrase',
    '0'.repeat(64),
    `${'A'.repeat(42)}!`,
  ]) {
    await assert.rejects(
      loadMasterKey(folder, { LATCHKEY_MASTER_KEY: bad }, 'production'),
      (error: Error) => {
        assert.ok(error instanceof StartError);
        assert.ok(!error.message.includes(bad));
        return true;
      },
    );
  }
});

test('production refuses to make a key of its own', async () => {
  await assert.rejects(loadMasterKey(folder, {}, 'production'), refusal(/LATCHKEY_MASTER_KEY/));
  assert.deepEqual(await readdir(folder), []);
});

test('development makes one key file, readable by its owner only, however many start at once', async () => {
  const data = join(folder, 'new', 'data');
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadMasterKey(data, {}, 'development')));
  assert.equal(new Set(keys.map((key) => key.toString('hex'))).size, 1);
  assert.deepEqual(await readdir(data), ['master.key']);
  assert.equal((await stat(join(data, 'master.key'))).mode & 0o777, 0o600);
  assert.deepEqual(await loadMasterKey(data, {}, 'development'), keys[0]);
});

test('production refuses a key file that others can read', async () => {
  const file = join(folder, 'open.key');
  await writeFile(file, randomBytes(32).toString('hex'));
  await chmod(file, 0o644);
  const env = { LATCHKEY_MASTER_KEY_FILE: file };
  await assert.rejects(loadMasterKey(folder, env, 'production'), refusal(/chmod 600/));
  await chmod(file, 0o400);
  assert.equal(
    (await loadMasterKey(folder, env, 'production')).toString('hex'),
    await readFile(file, 'utf8'),
  );
});

test('a key file that is not there, and a folder that cannot be written, are said in one sentence', async () => {
  const env = { LATCHKEY_MASTER_KEY_FILE: join(folder, 'none.key') };
  await assert.rejects(loadMasterKey(folder, env, 'production'), refusal(/ENOENT/));
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  await assert.rejects(loadMasterKey(join(file, 'data'), {}, 'development'), refusal(/ENOTDIR/));
});
