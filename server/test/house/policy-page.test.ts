import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadConfigs } from '../../src/cli/load-config.ts';
import { addressOf } from '../../src/config/index.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { CHECKS, TenantId, UserId } from '../../src/model/index.ts';
import { loadOperations } from '../../src/openapi/operation-table.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { newToken } from '../../src/tokens/format.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { folderFor, shell } from '../cli/shell.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BLOCK = /(?:<!-- excerpt of (\S+) -->\n)?```(\w+)(?: (\S+))?\n([\s\S]*?)\n```/g;

interface Block {
  excerptOf: string | undefined;
  language: string;
  file: string | undefined;
  text: string;
}

/** Whether `said` is what the page prints, in which `…` stands for what differs from run to run. */
function assertPrinted(said: string, printed: string): void {
  const source = printed
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.|?+*()[\]{}]/g, '\\$&'))
    .join('[^]*?');
  assert.match(said, new RegExp(`^${source}$`));
}

/** The words of a command as a shell would split them. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** Plants Ann with her token, and a call of hers that was refused. Returns the token. */
async function plantAnn(home: string): Promise<string> {
  const [loaded] = await loadConfigs([join(home, 'latchkey.config.ts')], home);
  assert.ok(loaded);
  const { config } = loaded;
  const store = await openSqliteStore(join(home, '.latchkey', 'notes.sqlite'));
  const now = Date.now();
  const token = newToken(config.tokens.prefixes.personal, 'live');
  const ann = {
    id: UserId('usr_ann'),
    email: 'ann@acme.example',
    name: 'Ann',
    passwordHash: null,
    createdAt: now,
  };
  await store.addUser(ann, []);
  await store.addMembership({ tenantId: TenantId('acme'), userId: ann.id, role: 'author' }, []);
  await store.createPersonalToken(
    {
      ...{ id: 'tok_1', hash: sha256(token), name: 'script', hint: token.slice(-4), userId: ann.id },
      ...{
        tenantId: TenantId('acme'),
        scopes: ['notes:read'],
        resources: null,
        ipAllowlist: null,
        mode: 'live',
        createdAt: now,
      },
      ...{ expiresAt: null, lastUsedAt: null, revokedAt: null },
    },
    [],
  );
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: 'notes', clock: systemClock });
  const address = addressOf(config, { kind: 'public' });
  const log = createLogger({ level: 'silent' });
  const operations = await loadOperations(join(home, 'openapi.yaml'), config);
  const guard = createGuard(
    { config, address, store, keys, clock: systemClock, log, runtime: newRuntime() },
    operations,
  );
  await guard({
    ...{ method: 'PATCH', host: 'api.notes.example', path: '/notes/1', query: '', origin: null },
    ...{ authorization: `Bearer ${token}`, dpop: undefined, account: undefined },
    ...{ ip: '192.0.2.7', requestId: 'req_of_a_refused_call' },
  });
  await store.close();
  return token;
}

test('docs/explanation/policy.md: files, commands and answers are as printed, and code is what tests run', async (t) => {
  const page = await readFile(join(ROOT, 'docs/explanation/policy.md'), 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, excerptOf, language = '', file, text = '']): Block => {
    return { excerptOf, language, file, text };
  });
  assert.ok(blocks.length >= 14);
  const home = await folderFor(t);
  const first = new Map<string, string>();
  const env: NodeJS.ProcessEnv = { LATCHKEY_MODE: 'development' };
  let said: string[] = [];
  for (const { excerptOf, language, file, text } of blocks) {
    if (excerptOf !== undefined) {
      assert.ok(
        (await readFile(join(ROOT, excerptOf), 'utf8')).includes(text),
        `${excerptOf} does not run ${text}`,
      );
    } else if (file !== undefined) {
      await mkdir(dirname(join(home, file)), { recursive: true });
      await writeFile(join(home, file), text);
      if (!first.has(file)) first.set(file, text);
    } else if (language === 'sh') {
      // After the broken document the page goes on with the one that holds.
      if (!text.includes('doctor')) {
        for (const [name, content] of first) await writeFile(join(home, name), content);
      }
      if (text.includes('decide')) env.LATCHKEY_TOKEN = await plantAnn(home);
      const type = shell(home, env);
      said = [];
      for (const line of text.split('\n')) {
        assert.ok(line.startsWith('latchkey '), line);
        const { out, err } = await type(words(line).slice(1));
        assert.equal(err, '', line);
        said.push(out);
      }
    } else if (language === 'text') {
      assertPrinted(said.join('\n'), text);
    }
  }
});

test('docs/explanation/policy.md names every check and every extension there is', async () => {
  const page = await readFile(join(ROOT, 'docs/explanation/policy.md'), 'utf8');
  for (const check of CHECKS) assert.ok(page.includes(`| \`${check}\` |`), check);
  const reader = await readFile(join(ROOT, 'server/src/openapi/operation.ts'), 'utf8');
  for (const [, extension] of reader.matchAll(/^ {2}'(x-latchkey-\w+)',$/gm)) {
    assert.ok(page.includes(`| \`${extension}\` |`), extension);
  }
});
