import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { newSecretText, sealSecret } from '../../src/delivery/secret.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { acme } from '../oauth/acme.ts';
import { webhookEndpoint } from '../store/cases/webhooks.ts';
import { approved, folder, seed } from '../store/fixtures.ts';
import { newSchema, postgresUrl, withoutPostgres } from '../store/postgres/server.ts';
import { openPlace, type ProcessPlace } from '../store/process-place.ts';
import { receiver } from './world.ts';

const VICTIM = fileURLToPath(new URL('./crash-victim.ts', import.meta.url));
/** Hundreds on demand: `LATCHKEY_WEBHOOK_KILLS=300`. */
const KILLS = Number(process.env.LATCHKEY_WEBHOOK_KILLS ?? 4);

/** Kills nodes again and again, and compares what the receiver was told with the changes in the log. */
async function killNodes(
  t: TestContext,
  place: ProcessPlace,
  { helpers }: { helpers: number },
): Promise<void> {
  const masterKey = randomBytes(32);
  const clock = { now: () => Date.now() };
  const config = acme();
  const secret = newSecretText();
  let deadline = Number.POSITIVE_INFINITY;
  let reached = () => {};
  const there = await receiver(t, (_request, response) => {
    // Some are killed while the receiver has the event and they do not know it.
    if (--deadline === 0) reached();
    response.end();
  });

  const store = await openPlace(place, clock);
  await store.seedOnce(seed());
  const keys = await openKeys({ store, masterKey, apiName: config.name, clock });
  const secrets = [sealSecret({ config, keys }, secret)];
  await store.addWebhookEndpoint(webhookEndpoint({ url: there.url, ordered: true, secrets }), 10, []);
  const begun = await approved(store, { now: clock.now() });
  await store.close();

  const running = new Set<ChildProcess>();
  t.after(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  const start = (round: number, work: 'change' | 'help' | 'drain') => {
    const about = [String(round * 60_000), begun.grantId, begun.connectedAccountId, work];
    const args = [VICTIM, JSON.stringify(place), masterKey.toString('hex'), ...about];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    const exited = once(child, 'exit').finally(() => running.delete(child));
    return { child, exited };
  };
  for (let round = 1; round <= KILLS; round++) {
    // By turns: when it has made some changes, or when the receiver has had some events.
    const enough = 1 + ((round * 7) % 23);
    const changing = start(round, 'change');
    const others = Array.from({ length: helpers }, () => start(round, 'help'));
    const nodes = round % 4 < 2 ? [changing, ...others] : [...others, changing];
    const killAll = async () => {
      deadline = Number.POSITIVE_INFINITY;
      // One after the other: the last goes on without the first.
      for (const { child, exited } of nodes) {
        child.kill('SIGKILL');
        await exited;
      }
    };
    const killed = new Promise<void>((resolve) => {
      reached = () => resolve(killAll());
      let made = 0;
      changing.child.stdout?.on('data', (dots: Buffer) => {
        made += dots.length;
        if (round % 2 === 1 && made >= enough) reached();
      });
    });
    deadline = round % 2 === 0 ? enough : Number.POSITIVE_INFINITY;
    const [, signal] = await changing.exited;
    assert.equal(signal, 'SIGKILL');
    await killed;
  }

  const after = await openPlace(place, clock);
  t.after(() => after.close());
  const rows = await after.auditTrail({ kind: 'authorization.changed', limit: 1_000_000 });
  const changes = rows.toReversed().map(({ detail }) => (detail.suspended ? 'suspended' : 'resumed'));
  const idsIn = (all: typeof there.received) => [...new Set(all.map(({ headers }) => headers['webhook-id']))];
  deadline = Number.POSITIVE_INFINITY;
  assert.deepEqual(await start(KILLS + 1, 'drain').exited, [0, null]);

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
  // The account is kept in order, so each node that died was sending one event at most.
  const repeated = there.received.length - told.length;
  assert.ok(repeated <= KILLS * (1 + helpers), `${repeated} requests were made again`);
  t.diagnostic(`${changes.length} changes, told by ${there.received.length} requests`);
}

test('killed between change and delivery, again and again: every change is told, none is invented, order is kept', async (t) => {
  const files = folder();
  t.after(files.remove);
  await killNodes(t, { file: files.path('crash.db') }, { helpers: 0 });
});

test('nodes on one PostgreSQL, killed again and again: every change is told, none is invented, order is kept', {
  skip: await withoutPostgres(),
}, async (t) => {
  await killNodes(t, { url: (await postgresUrl()) ?? '', schema: newSchema() }, { helpers: 1 });
});
