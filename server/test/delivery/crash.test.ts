import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { newSecretText, sealSecret } from '../../src/delivery/secret.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { acme } from '../oauth/acme.ts';
import { webhookEndpoint } from '../store/cases/webhooks.ts';
import { approved, folder, seed } from '../store/fixtures.ts';
import { receiver } from './world.ts';

const VICTIM = fileURLToPath(new URL('./crash-victim.ts', import.meta.url));
/** Hundreds on demand: `LATCHKEY_WEBHOOK_KILLS=300`. */
const KILLS = Number(process.env.LATCHKEY_WEBHOOK_KILLS ?? 4);

test('killed between change and delivery, again and again: every change is told, none is invented, order is kept', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('crash.db');
  const masterKey = randomBytes(32);
  const clock = { now: () => Date.now() };
  const config = acme();
  const secret = newSecretText();
  let victim: ChildProcess | undefined;
  let deadline = Number.POSITIVE_INFINITY;
  const there = await receiver(t, (_request, response) => {
    // Some are killed while the receiver has the event and they do not know it.
    if (--deadline === 0) victim?.kill('SIGKILL');
    response.end();
  });

  const store = await openSqliteStore(file, { clock });
  await store.seedOnce(seed());
  const keys = await openKeys({ store, masterKey, apiName: config.name, clock });
  const secrets = [sealSecret({ config, keys }, secret)];
  await store.addWebhookEndpoint(webhookEndpoint({ url: there.url, ordered: true, secrets }), 10, []);
  const begun = await approved(store, { now: clock.now() });
  await store.close();

  const start = (round: number, work: 'change' | 'drain') => {
    const about = [String(round * 60_000), begun.grantId, begun.connectedAccountId, work];
    const child = spawn(process.execPath, [VICTIM, file, masterKey.toString('hex'), ...about], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    victim = child;
    return child;
  };
  for (let round = 1; round <= KILLS; round++) {
    // By turns: when it has made some changes, or when the receiver has had some events.
    const enough = 1 + ((round * 7) % 23);
    deadline = round % 2 === 0 ? enough : Number.POSITIVE_INFINITY;
    const child = start(round, 'change');
    const exited = once(child, 'exit');
    let made = 0;
    child.stdout?.on('data', (dots: Buffer) => {
      made += dots.length;
      if (round % 2 === 1 && made >= enough) child.kill('SIGKILL');
    });
    assert.equal((await exited)[1], 'SIGKILL');
  }

  const after = await openSqliteStore(file, { clock, opening: 'change' });
  t.after(() => after.close());
  const rows = await after.auditTrail({ kind: 'authorization.changed', limit: 1_000_000 });
  const changes = rows.toReversed().map(({ detail }) => (detail.suspended ? 'suspended' : 'resumed'));
  const idsIn = (all: typeof there.received) => [...new Set(all.map(({ headers }) => headers['webhook-id']))];
  deadline = Number.POSITIVE_INFINITY;
  const last = start(KILLS + 1, 'drain');
  const gone = once(last, 'exit');
  assert.deepEqual(await gone, [0, null]);

  const told = idsIn(there.received).map((id) => {
    const { body, headers } =
      there.received.find((each) => each.headers['webhook-id'] === id) ?? assert.fail();
    // Those of later starts carry a time that is ahead of the library's clock.
    const sent = new Date(1000 * Number(headers['webhook-timestamp']));
    assert.equal(new Webhook(secret).sign(String(id), sent, body), headers['webhook-signature']);
    return String(JSON.parse(body).type).replace('connection.', '');
  });
  assert.ok(changes.length >= KILLS, `${changes.length} changes`);
  assert.deepEqual(told, ['authorized', ...changes]);
});
