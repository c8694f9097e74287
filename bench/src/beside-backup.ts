import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore } from 'latchkey/start';
import config from './contestants/latchkey.config.ts';
import { startContestant } from './contestants/start.ts';
import { divideCores } from './cores.ts';
import { generateLoad, type LoadResult } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import { median } from './report.ts';

/* Calls beside `latchkey backup`, and quiet ones, in turns. Backups follow each other until the calls end. */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    megabytes: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '32' },
    rest: { type: 'string', default: '40' },
    data: { type: 'string', default: tmpdir() },
  },
});
const CONFIG = fileURLToPath(new URL('./contestants/latchkey.config.ts', import.meta.url));
const LATCHKEY = fileURLToPath(new URL('../../server/bin/latchkey.js', import.meta.url));
const ROWS = 2_000;

const masterKey = randomBytes(32).toString('base64url');
process.env.LATCHKEY_MASTER_KEY = masterKey;
const cores = divideCores();
const folder = await mkdtemp(join(values.data, 'latchkey-bench-'));
try {
  await fill(join(folder, 'latchkey'), Number(values.megabytes));
  const contestant = await startContestant({ name: 'latchkey', folder, pin: cores.pin });
  const recipe = contestant.recipes['guarded call'];
  const exchange = contestant.recipes['code exchange'];
  if (!recipe || !exchange) throw new Error('Latchkey has no guarded call.');
  const tokens: string[] = [];
  await generateLoad({
    port: contestant.port,
    recipe: exchange,
    supply: supplyOf(exchange, await contestant.makeCodes(64)),
    connections: 8,
    milliseconds: 60_000,
    requests: 64,
    answered: (body) => tokens.push(/"access_token":"([^"]+)"/.exec(body)?.[1] ?? ''),
  });
  const calls = () =>
    generateLoad({
      port: contestant.port,
      recipe,
      supply: supplyOf(recipe, tokens),
      connections: Number(values.connections),
      milliseconds: Number(values.seconds) * 1_000,
      requests: Number.MAX_SAFE_INTEGER,
      rest: Number(values.rest),
    });
  await calls();
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const quiet = await calls();
    say(`round ${round} quiet`, quiet);
    const { beside, backups } = await besideBackups(calls);
    say(`round ${round} beside ${backups} backups`, beside);
    ratios.push(beside.p99 / quiet.p99);
  }
  console.log(
    `p99 beside / quiet: ${median(ratios).toFixed(2)} (${ratios.map((each) => each.toFixed(2)).join(', ')})`,
  );
  await contestant.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A log of calls, which is the largest part of a database. */
async function fill(data: string, megabytes: number): Promise<void> {
  const store = await openStore({ dataDir: data }, config.name);
  const row = {
    kind: 'api.called',
    at: Date.now(),
    tenantId: null,
    userId: null,
    clientId: null,
    connectedAccountId: null,
    grantId: null,
    mode: 'live',
    outcome: 'allowed',
    code: 'listThings',
    ip: '192.0.2.1',
    requestId: null,
  } as const;
  const bytesOfARow = 500;
  for (let left = (megabytes * 1_000_000) / bytesOfARow; left > 0; left -= ROWS) {
    const detail = { operation: 'GET /things', filler: randomBytes(160).toString('hex') };
    await store.record(Array.from({ length: ROWS }, () => ({ ...row, detail })));
  }
  await store.close();
}

async function besideBackups(calls: () => Promise<LoadResult>) {
  let going = true;
  let backups = 0;
  const making = (async () => {
    while (going) {
      const target = await mkdtemp(join(folder, 'backup-'));
      const child = spawn(
        process.execPath,
        [LATCHKEY, 'backup', target, '--config', CONFIG, '--data', join(folder, 'latchkey')],
        { stdio: ['ignore', 'ignore', 'inherit'], env: process.env },
      );
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`latchkey backup ended with ${code}.`);
      backups++;
      await rm(target, { recursive: true });
    }
  })();
  const beside = await calls();
  going = false;
  await making;
  return { beside, backups };
}

function say(what: string, { perSecond, p50, p99, pause }: LoadResult): void {
  const [half, most, longest] = [p50, p99, pause].map((each) => each.toFixed(1));
  console.log(
    `${what}: ${Math.round(perSecond)}/s, p50 ${half} ms, p99 ${most} ms, longest pause ${longest} ms`,
  );
}
