import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { migrations } from '../../src/store/migrations/index.ts';
import { type Answered, accessTokenIn, peopled, type Robot, type Site, siteFor } from '../backup/site.ts';
import { BIN, folderFor, type Process, start } from '../cli/shell.ts';

const ROOT = join(import.meta.dirname, '../../..');
const NEXT = (migrations.at(-1)?.version ?? 0) + 1;

/** A copy of Latchkey with one more migration: the version after this one. Returns its program. */
async function nextVersion(t: TestContext): Promise<string> {
  const folder = await folderFor(t);
  for (const part of ['package.json', 'wire', 'server/package.json', 'server/bin', 'server/src']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const list = join(folder, 'server/src/store/migrations/index.ts');
  const text = readFileSync(list, 'utf8');
  const sql = "'ALTER TABLE tenants ADD COLUMN plan TEXT'";
  writeFileSync(list, text.replace(/\];\s*$/, `  { version: ${NEXT}, name: 'plans', sql: ${sql} },\n];\n`));
  return join(folder, 'server/bin/latchkey.js');
}

/** Requests as separate programs send them: each by a connection of its own, again when it gets no answer. */
class Load {
  readonly acknowledged: string[] = [];
  readonly errors = new Set<string>();
  #on = true;
  #wanted: { count: number; resolve(): void } | null = null;
  readonly #ended: Promise<unknown>;

  constructor(port: string, robot: Robot) {
    const form = { grant_type: 'client_credentials', client_id: robot.id, client_secret: robot.secret };
    const once = async () => {
      const given = await ask(port, 'accounts', '/oauth/token', form);
      if (isStarting(given)) return pause(50);
      const token = accessTokenIn(given);
      this.acknowledged.push(token);
      const called = await ask(port, 'api', '/notes', token);
      assert.ok(called.status === 200 || isStarting(called), called.body);
      if (this.#wanted && this.acknowledged.length >= this.#wanted.count) this.#wanted.resolve();
    };
    const work = async () => {
      while (this.#on) {
        await once().catch((error: NodeJS.ErrnoException) => {
          if (!/^ECONN/.test(error.code ?? '')) throw error;
          this.errors.add(String(error.code));
          return pause(50);
        });
      }
    };
    this.#ended = Promise.all([work(), work(), work()]);
  }

  /** Resolves after so many more acknowledged requests; rejects when one had a wrong answer. */
  more(count: number): Promise<unknown> {
    const come = new Promise<void>((resolve) => {
      this.#wanted = { count: this.acknowledged.length + count, resolve };
    });
    return Promise.race([come, this.#ended]);
  }

  async stop(): Promise<void> {
    this.#on = false;
    await this.#ended;
  }
}

/** The port is open before the databases are. */
function isStarting({ status, body }: Answered): boolean {
  return status === 503 && body.startsWith('Latchkey is starting.');
}

function ask(port: string, label: string, path: string, with_: Record<string, string> | string) {
  const form = typeof with_ === 'string' ? null : new URLSearchParams(with_).toString();
  const headers = {
    host: `${label}.book-shop.localhost:${port}`,
    ...(form === null
      ? { authorization: `Bearer ${with_}` }
      : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  return new Promise<Answered>((resolve, reject) => {
    const method = form === null ? 'GET' : 'POST';
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      answer
        .setEncoding('utf8')
        .toArray()
        .then((parts) => resolve({ status: answer.statusCode ?? 0, body: parts.join('') }), reject);
    });
    sent.on('error', reject).end(form ?? undefined);
  });
}

async function serving(t: TestContext, { home }: Site, bin: string, port: string, upstream: string) {
  const env = { LATCHKEY_MODE: 'development', UPSTREAM: upstream };
  const server = start(t, process.execPath, [bin, 'serve', '--port', port], { cwd: home, env });
  const [, at = ''] = await server.says(/up on port (\d+)/);
  return { server, port: at };
}

async function stopped({ child, ended }: Process): Promise<void> {
  child.kill('SIGTERM');
  assert.deepEqual(await ended, { code: 0, signal: null });
}

test('an upgrade under load loses nothing that was acknowledged, and the old version comes back by a restore', async (t) => {
  const site = await siteFor(t);
  const robot = await peopled(site);
  const next = await nextVersion(t);
  const api = start(t, process.execPath, ['example-api.mjs'], { cwd: site.home, env: { PORT: '0' } });
  const [, upstream = ''] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);

  const before = await serving(t, site, BIN, '0', upstream);
  const load = new Load(before.port, robot);
  await load.more(10);
  assert.equal((await site.type(['backup', 'copy'])).code, 0);

  await stopped(before.server);
  const after = await serving(t, site, next, before.port, upstream);
  await load.more(10);
  await load.stop();
  // A connection that the old process had not taken from the queue when it closed its port is reset.
  for (const error of load.errors) assert.ok(['ECONNREFUSED', 'ECONNRESET'].includes(error), error);
  for (const token of load.acknowledged) {
    assert.equal((await ask(after.port, 'api', '/notes', token)).status, 200);
  }
  await stopped(after.server);
  // This version, the older one.
  const refused = await site.type(['tenant', 'list']);
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    new RegExp(
      `schema ${NEXT}, this version knows ${NEXT - 1}\\); start that version, or a newer one, or restore the backup from before the upgrade\\.$`,
    ),
  );

  const exporting = start(t, process.execPath, [next, 'audit', 'export', '--seals'], {
    cwd: site.home,
    env: { LATCHKEY_MODE: 'development' },
  });
  assert.equal((await exporting.ended).code, 0);
  writeFileSync(join(site.home, 'log.jsonl'), `${exporting.written()}\n`);
  const restored = await site.type(['restore', 'copy', '--log', 'log.jsonl', '--replace', '--yes']);
  assert.equal(restored.code, 0, restored.err);
  const again = await serving(t, site, BIN, '0', upstream);
  const [early = '', late = ''] = [load.acknowledged[0], load.acknowledged.at(-1)];
  assert.equal((await ask(again.port, 'api', '/notes', early)).status, 200);
  assert.equal((await ask(again.port, 'api', '/notes', late)).status, 401, 'given after the backup');
});
