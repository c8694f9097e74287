import assert from 'node:assert/strict';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findStandardWebhooks } from '../../../scripts/from-pypi.ts';
import { attempt } from '../../src/delivery/attempt.ts';
import { bodyOf } from '../../src/delivery/body.ts';
import { catalogue } from '../../src/delivery/catalogue.ts';
import { newSecretText } from '../../src/delivery/secret.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { rotateSecret } from '../../src/manage/webhooks/endpoint.ts';
import { ClientId, ConnectedAccountId } from '../../src/model/index.ts';
import { wordsIn } from '../../src/words/words.ts';
import { folderFor, start } from '../cli/shell.ts';
import { acme } from '../oauth/acme.ts';
import { event } from '../store/fixtures.ts';
import { deliveringWorld } from './world.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const guide = await readFile(join(ROOT, 'docs/guides/webhooks.md'), 'utf8');
const block = (language: string) =>
  new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(guide)?.[1] ?? '';
const row = () => event('webhook.secret_rotated');

for (const language of ['ts', 'python'] as const) {
  const python = language === 'python' ? findStandardWebhooks() : null;
  const skip = language === 'python' && !python && 'needs Python with standardwebhooks';
  test(`docs/guides/webhooks.md: the receiver in ${language} verifies through a rotation`, {
    skip,
  }, async (t) => {
    const world = await deliveringWorld(t);
    const folder = await folderFor(t);
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, language === 'ts' ? 'receiver.ts' : 'receiver.py');
    await writeFile(file, block(language));
    const command = python?.command ?? process.execPath;
    const run = (secret: string) =>
      receiving(t, command, file, folder, { ...python?.env, WEBHOOK_SECRET: secret, PORT: '0' });
    let sent = 0;
    const send = async (url: string) => {
      const endpoint = (await world.api.store.webhookEndpoint(id)) ?? assert.fail();
      const about = {
        type: 'connection.revoked',
        at: 0,
        clientId: ClientId('platform'),
        tenantId: null,
        mode: null,
      };
      const body = bodyOf(world.api, {
        ...about,
        connectedAccountId: ConnectedAccountId(`conn_${sent}`),
        data: {},
      });
      return (await attempt(world.api, { ...endpoint, url }, { id: `evt_${sent++}`, body })).answer;
    };

    const first = newSecretText();
    const { id } = await world.endpoint({ secret: first });
    const before = await run(first);
    assert.equal(await send(before.url), '204');
    await before.says(/connection\.revoked conn_0/);

    const endpoint = (await world.api.store.webhookEndpoint(id)) ?? assert.fail();
    const second = (await rotateSecret(world.api, endpoint, HOUR, row)) ?? assert.fail();
    const after = await run(second);
    assert.deepEqual([await send(before.url), await send(after.url)], ['204', '204'], 'during the overlap');
    await after.says(/connection\.revoked conn_2/);

    const rotated = (await world.api.store.webhookEndpoint(id)) ?? assert.fail();
    const [newest, older] = rotated.secrets;
    assert.ok(newest && older);
    await world.api.store.setWebhookSecrets(id, [newest, { ...older, expiresAt: 1 }], []);
    assert.deepEqual([await send(before.url), await send(after.url)], ['400', '204'], 'after the overlap');
  });
}

test('docs/guides/webhooks.md has every event, and the example as it is', () => {
  const events = catalogue({ config: acme(), words: wordsIn('en') });
  for (const { type, about } of events) assert.ok(guide.includes(`\n| \`${type}\` | ${about} |\n`), type);
  const printed: unknown = JSON.parse(block('json'));
  assert.deepEqual(
    printed,
    JSON.parse(events.find(({ type }) => type === 'connection.revoked')?.example ?? ''),
  );
});

async function receiving(
  t: TestContext,
  command: string,
  file: string,
  cwd: string,
  env: Record<string, string>,
) {
  const program = start(t, command, [file], { cwd, env });
  const [, port = ''] = await program.says(/listening .*port['"]?: (\d+)/);
  return { url: `http://127.0.0.1:${port}/`, says: program.says };
}
