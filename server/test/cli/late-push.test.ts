import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { it } from 'node:test';
import { createClient } from '@redis/client';
import { startRedis } from '../../../scripts/redis.ts';
import { withoutRedis } from '../redis/server.ts';
import { postgresUrl, removesSchema, withoutPostgres } from '../store/postgres/server.ts';
import { folderFor, shell } from './shell.ts';

const skip = (await withoutPostgres()) || withoutRedis;

it('a command tells the nodes what it has changed, by the Redis that they share', { skip }, async (t) => {
  const redis = await startRedis();
  const name = `shop-${randomBytes(4).toString('hex')}`;
  const folder = await folderFor(t);
  await shell(folder)(['init', name]);
  const env = {
    LATCHKEY_MODE: 'development',
    LATCHKEY_DATABASE_URL: (await postgresUrl()) ?? '',
    LATCHKEY_REDIS_URL: redis.url,
  };
  const type = shell(join(folder, name), env);
  const client = await createClient({ url: redis.url }).connect();
  t.after(async () => {
    client.destroy();
    await redis.stop();
  });
  removesSchema(t, name);
  await type(['create']);
  const told = Promise.withResolvers<string>();
  await client.subscribe(`latchkey:{latchkey_${name}}:changes`, told.resolve);
  const add = () => type(['client', 'add', 'Bookkeeping', '--redirect', 'https://books.example/callback']);
  const added = await add();
  assert.deepEqual([added.code, added.err], [0, 'The secret is shown only now.']);
  const { tags } = JSON.parse(await told.promise);
  assert.match(tags.join(), /^client:\w+$/);

  client.on('error', () => {});
  await redis.stop();
  const without = await add();
  assert.equal(without.code, 0);
  assert.match(without.err, /^Running nodes learn of this change within 5 seconds, not at once: /m);
});
