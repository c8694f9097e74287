import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

/** Both APIs that run as processes of their own, started as the demo starts them. */
for (const name of ['proconvey', 'convert']) {
  describe(`the process of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), `${name}-process-`));
    });
    after(() => rm(folder, { recursive: true }));

    const start = (changes: Record<string, string>): ChildProcess =>
      fork(join(import.meta.dirname, '..', name, 'server.ts'), [], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: {
          PATH: process.env.PATH,
          PORT: '0',
          DATA: folder,
          LATCHKEY_URL: `http://127.0.0.1:4/.latchkey/${name}`,
          LATCHKEY_GUARD_KEY: 'key',
          ...changes,
        },
      });

    it('says on which port it listens, fails closed without Latchkey, and ends on SIGTERM', async () => {
      const child = start({});
      const [{ port }] = (await once(child, 'message')) as [{ port: number }];
      const path = name === 'convert' ? '/api/v2/accounts' : '/v2/cases';
      const url = `http://127.0.0.1:${port}${path}`;
      assert.equal((await fetch(url)).status, 401);
      // Latchkey's keys cannot be fetched here, so nothing can be said about this one: not now.
      const header = Buffer.from('{"alg":"EdDSA","kid":"k","typ":"latchkey-identity+jwt"}').toString(
        'base64url',
      );
      const unknown = await fetch(url, { headers: { 'latchkey-identity': `${header}.e30.AAAA` } });
      assert.equal(unknown.status, 503);
      child.kill('SIGTERM');
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });

    it('ends when its parent is gone', async () => {
      const child = start({});
      await once(child, 'message');
      child.disconnect();
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });

    it('says in one sentence what it misses, and exits with 1', async () => {
      const child = start({ DATA: '' });
      const said = child.stderr ? text(child.stderr) : '';
      assert.deepEqual(await once(child, 'exit'), [1, null]);
      assert.equal(await said, 'Cannot start: Set DATA.\n');
    });
  });
}
