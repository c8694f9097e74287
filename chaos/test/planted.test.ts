import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Violation } from '../src/judge/observed.ts';
import { newVerifier } from '../src/load/customer.ts';
import { whyNot } from '../src/needs.ts';
import { ask } from '../src/observe.ts';
import { ALONE, type Plan } from '../src/plan.ts';
import { type Played, play, type Wish } from '../src/play.ts';
import type { Stage } from '../src/stage.ts';

/*
 * The judge has to find what a server could do wrong. Each error is planted into a running server, or into its database.
 */

const WISH: Wish = {
  ...{ seed: 7, faults: 0, time: 60_000, between: 100, patience: 20_000 },
  allowance: { stale: 0, late: 30_000 },
};
const TWO_NODES: Plan = { ...ALONE, database: 'postgres', nodes: 2, balancer: true };

it('events that vanish from the outbox and a code that is redeemed twice are found', async (t) => {
  const { violations } = await plant(t, { ...ALONE, customers: 2 }, async (stage) => {
    await redeemTwice(stage);
    await loseEvents(stage);
  });
  const once = violations.filter(({ rule }) => rule === 'once is once');
  assert.deepEqual(
    once.map(({ lines }) => lines.length),
    [2],
  );
  assert.ok(ofRule(violations, 'each change is told').some(({ lines }) => lines.length > 0));
});

it('commits that PostgreSQL forgot, and a revocation of which another node did not hear, are found', {
  skip: whyNot(TWO_NODES) ?? false,
}, async (t) => {
  const { violations, figures } = await plant(t, TWO_NODES, async (stage) => {
    await missRevocation(stage);
    await forgetCommits(stage);
  });
  assert.ok(ofRule(violations, 'the log has what was acknowledged').length > 0);
  assert.ok(ofRule(violations, 'ended stays ended').length > 0);
  assert.ok(figures.stalest > 0);
});

async function plant(t: TestContext, plan: Plan, meanwhile: Wish['meanwhile'] & {}): Promise<Played> {
  const played = await play({ name: 'planted', about: '', plan, faults: [] }, { ...WISH, meanwhile });
  // Violations are what it is for.
  t.after(() => rmSync(played.folder ?? '', { recursive: true, force: true }));
  return played;
}

function ofRule(violations: readonly Violation[], rule: string): Violation[] {
  return violations.filter((each) => each.rule === rule);
}

async function redeemTwice(stage: Stage): Promise<void> {
  const [customer] = stage.customers;
  if (!customer) throw new Error('There is no customer.');
  const about = { connection: 'customer 1', life: 'planted', tenant: customer.party.tenant };
  const verifier = newVerifier();
  for (;;) {
    const { gained } = await customer.consent(about, verifier);
    if (gained.code === undefined) continue;
    await customer.redeem(about, gained.code, verifier, true);
    await ask(stage, "UPDATE authorization_codes SET family_id = family_id || '_again'");
    const { outcome } = await customer.redeem(about, gained.code, verifier, true);
    if (outcome === 'done') return;
  }
}

async function loseEvents(stage: Stage): Promise<void> {
  // Refused once, so that no attempt is on its way.
  const pending = "status <> 'delivered' AND answer IS NOT NULL";
  stage.receiver.manner = 'wrong';
  for (let lost = 0; lost === 0; await pause(20)) {
    const [row] = await ask(stage, `SELECT count(*) AS n FROM webhook_deliveries WHERE ${pending}`);
    lost = Number(row?.n);
  }
  await ask(stage, `DELETE FROM webhook_deliveries WHERE ${pending}`);
  stage.receiver.manner = 'right';
}

/** A server that tells no node of a change, and of nothing else that it is mute. */
const MUTE = `
CREATE SCHEMA mute;
CREATE FUNCTION mute.pg_notify(channel text, payload text) RETURNS void LANGUAGE sql AS
  'SELECT pg_catalog.pg_notify(channel, payload) WHERE channel <> ''latchkey_yard''';
ALTER DATABASE postgres SET search_path = mute, pg_catalog, public;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'latchkey%'`;

/** Both nodes remember the token; the one that does not end it goes by that. Again until the balancer gave it a call. */
async function missRevocation({ customers: [customer], journal, primary }: Stage): Promise<void> {
  if (!customer || primary === null) throw new Error('There is no customer, or no PostgreSQL.');
  await primary.ask(MUTE);
  const about = { connection: 'customer 1', life: 'planted', tenant: customer.party.tenant };
  const verifier = newVerifier();
  // Signed in by the load.
  await untilLines(journal, 50);
  for (let missed = false; !missed; ) {
    const { code = '' } = (await customer.consent(about, verifier)).gained;
    const { access = '', refresh = '' } = (await customer.redeem(about, code, verifier)).gained;
    for (let turn = 0; turn < 4; turn++) await customer.call(about, access);
    await customer.endFamily(about, refresh);
    for (let turn = 0; turn < 4; turn++) {
      const { outcome } = await customer.call(about, access);
      missed ||= outcome === 'done';
    }
  }
}

/** As a server whose settings were changed while Latchkey ran, which refuses to start with them. Again until a commit was forgotten. */
async function forgetCommits(stage: Stage): Promise<void> {
  const { primary, journal } = stage;
  if (primary === null) throw new Error('There is no PostgreSQL.');
  await untilLines(journal, 200);
  await primary.ask("ALTER SYSTEM SET wal_writer_delay = '10s'");
  await primary.ask("ALTER SYSTEM SET wal_writer_flush_after = '1GB'");
  await primary.ask('SELECT pg_reload_conf()');
  await primary.ask('ALTER DATABASE postgres SET synchronous_commit = off');
  await primary.ask(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey'",
  );
  for (let forgotten = false; !forgotten; ) {
    await untilLines(journal, journal.lines.length + 200);
    const [newest] = await ask(stage, 'SELECT request_id FROM audit ORDER BY id DESC LIMIT 1');
    await primary.stop('immediate');
    await primary.start();
    const [found] = await ask(
      stage,
      `SELECT count(*) AS n FROM audit WHERE request_id = '${newest?.request_id}'`,
    );
    forgotten = Number(found?.n) === 0;
  }
  await primary.ask('ALTER DATABASE postgres RESET synchronous_commit');
}

async function untilLines({ lines }: Stage['journal'], count: number): Promise<void> {
  while (lines.length < count) await pause(20);
}
