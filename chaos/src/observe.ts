import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Observed, Row } from './judge/observed.ts';
import type { Stage } from './stage.ts';

/** Reads the server's side when no fault is made any more: log, seals, events, and rows that hang under another tenant. */
export async function observe(stage: Stage, patience: number): Promise<Observed> {
  await untilTold(stage, patience);
  const counted = await countedCalls(stage);
  const rows = await log(stage);
  const { code, out, err } = await stage.latchkey(['audit', 'verify']);
  return {
    ...{ rows, counted },
    events: stage.receiver.events,
    sealed: { ok: code === 0, said: `${out}\n${err}`.trim() },
    strays: await strays(stage),
  };
}

async function log({ latchkey, folder }: Stage): Promise<Row[]> {
  const { code, out, err } = await latchkey(['audit', 'export']);
  if (code !== 0) throw new Error(`latchkey audit export: ${err}`);
  // Beside the journal, for those who look for the cause of a violation.
  writeFileSync(join(folder, 'log.jsonl'), out);
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

/** Sums of days: a page has all of them. */
async function countedCalls({ latchkey }: Stage): Promise<number> {
  const { code, out, err } = await latchkey(['usage', '--by', 'day', '--lines', '1000', '--json']);
  if (code !== 0) throw new Error(`latchkey usage: ${err}`);
  const counts = out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return counts.reduce((sum, { calls }) => sum + Number(calls), 0);
}

/** Waits until nothing is on its way to the receiver any more; what still is after `patience` milliseconds counts as lost. */
async function untilTold(stage: Stage, patience: number): Promise<void> {
  const pending =
    "SELECT count(*) AS n FROM webhook_deliveries WHERE status NOT IN ('delivered', 'given_up')";
  for (const until = performance.now() + patience; performance.now() < until; await pause(200)) {
    const [row] = await ask(stage, pending);
    if (Number(row?.n) === 0) return;
  }
}

const UNDER_GRANTS = [
  'authorization_codes',
  'token_families',
  'access_tokens',
  'audit',
  'activity',
  'alerts',
];

async function strays(stage: Stage): Promise<string[]> {
  const questions = [
    ...UNDER_GRANTS.map((table) => [
      `rows of ${table} under a grant of another tenant`,
      `SELECT count(*) AS n FROM ${table} t JOIN grants g ON g.id = t.grant_id WHERE t.tenant_id <> g.tenant_id`,
    ]),
    [
      'grants under a connected account of another tenant',
      'SELECT count(*) AS n FROM grants g JOIN connected_accounts c ON c.id = g.connected_account_id WHERE c.tenant_id <> g.tenant_id',
    ],
    [
      'grants of users who are no members of the tenant',
      'SELECT count(*) AS n FROM grants g WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = g.user_id AND m.tenant_id = g.tenant_id)',
    ],
  ];
  const found: string[] = [];
  for (const [what = '', text = ''] of questions) {
    const [row] = await ask(stage, text);
    if (Number(row?.n) > 0) found.push(`${String(row?.n)} ${what}`);
  }
  return found;
}

/** Asks the database itself. */
export async function ask(
  { primary, data }: Pick<Stage, 'primary' | 'data'>,
  text: string,
): Promise<Record<string, unknown>[]> {
  if (primary) return primary.ask(text);
  const db = new DatabaseSync(join(data, 'yard.sqlite'));
  try {
    db.exec('PRAGMA busy_timeout = 5000');
    return db.prepare(text).all();
  } finally {
    db.close();
  }
}
