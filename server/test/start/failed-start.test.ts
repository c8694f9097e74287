import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { defineApi, sdk } from '../../src/config/index.ts';
import { openListener, openStore, startLatchkey } from '../../src/main.ts';

describe('a start that fails halfway', () => {
  let dir: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('closes the databases it had opened, so that the process can end or try again', async () => {
    await writeFile(join(dir, 'openapi.yaml'), 'openapi: 3.1.0\npaths: { /things: { get: {} } }\n');
    const config = defineApi({
      name: 'half',
      title: 'Half',
      issuer: 'https://id.half.example',
      endpoints: {
        authorization: 'https://id.half.example/authorize',
        token: 'https://id.half.example/token',
      },
      domains: { 'api.half.example': {} },
      tenant: { word: 'account', field: 'account_id' },
      openapi: './openapi.yaml',
      front: sdk(),
      scopes: { read: 'Read' },
      roles: { owner: { title: 'Owner', permissions: ['*'] } },
    });
    const listener = await openListener('127.0.0.1', 0);
    const failed = startLatchkey({
      apis: [{ config, file: join(dir, 'latchkey.config.ts') }],
      dataDir: dir,
      masterKey: randomBytes(32),
      listener,
      hosts: 'localhost',
    });
    await assert.rejects(failed, /security/);
    await listener.close();
    // SQLite takes its log away when the last connection closes.
    const left = await readdir(dir);
    assert.deepEqual(
      left.filter((name) => name.endsWith('-wal')),
      [],
    );
    const again = await openStore({ dataDir: dir }, 'half');
    assert.equal(await again.health(), null);
    await again.close();
  });
});
