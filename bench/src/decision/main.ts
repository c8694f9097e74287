import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { markdownTable, spreadOf } from '../report.ts';
import { openBare } from './bare-call.ts';
import { openDecisions } from './full-decision.ts';
import { openLocal } from './local-decision.ts';
import type { Measured } from './measured.ts';

/*
 * The CPU time of one decision, in this process, beside a bare call that writes the same row in the same way. All take turns,
 * many times: the least shows the code, the median what else the machine did.
 */

/** Memory: a disk would be most of what is measured. */
const MEMORY = '/dev/shm';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    calls: { type: 'string', default: '6400' },
    // Calls that are under way together; those of one turn of the event loop share a commit.
    'at-once': { type: 'string', default: '32' },
    data: { type: 'string', default: existsSync(MEMORY) ? MEMORY : tmpdir() },
    json: { type: 'string' },
  },
});
const [rounds, calls, atOnce] = [values.rounds, values.calls, values['at-once']].map(Number) as [
  number,
  number,
  number,
];

const folder = await mkdtemp(join(values.data, 'latchkey-bench-'));
const decisions = await openDecisions(folder);
const bare = openBare(folder, decisions);
const local = await openLocal(folder);
const measured: Record<string, Measured> = {
  bare,
  'the row by the store alone': decisions.rowAlone,
  'full decision': decisions.durable,
  'full decision, buffered': decisions.buffered,
  'local decision of the SDK': local.alone,
  'guard that decides locally, with its questions and reports': local.whole,
};
const took = new Map<string, number[]>(Object.keys(measured).map((name) => [name, []]));
try {
  for (let round = 0; round <= rounds; round++) {
    for (const [name, contestant] of Object.entries(measured)) {
      const microseconds = await run(contestant);
      // The first round compiles.
      if (round > 0) took.get(name)?.push(microseconds);
    }
  }
} finally {
  await local.close();
  await decisions.close();
  await rm(folder, { recursive: true, force: true });
}

const ofBare = took.get('bare') ?? [];
const lines = [...took].map(([name, own]) => ({
  name,
  ...spreadOf(own),
  // Within a round, so that a disturbance affects both.
  overBare: spreadOf(own.map((each, round) => each - (ofBare[round] ?? 0))),
  leastOverBare: Math.min(...own) - Math.min(...ofBare),
}));
console.log(
  `Node ${process.versions.node}; ${rounds} rounds of ${calls} calls, ${atOnce} at once; data in ${values.data}.`,
);
console.log(`Limits: ${decisions.limits}. Decided locally: ${Math.round(local.share() * 100)} %.\n`);
console.log(
  markdownTable(
    ['CPU µs a call', 'least', 'median', 'most', 'least over bare', 'median over bare', 'between'],
    lines.map(({ name, least, median: middle, most, overBare, leastOverBare }) => [
      name,
      ...[least, middle, most, leastOverBare, overBare.median].map((each) => each.toFixed(1)),
      `${overBare.least.toFixed(1)} and ${overBare.most.toFixed(1)}`,
    ]),
    1,
  ),
);
if (values.json) await writeFile(values.json, `${JSON.stringify(lines, null, 2)}\n`);

/** Returns microseconds of CPU time a call, of all threads. */
async function run({ call, settled, run: own }: Measured): Promise<number> {
  if (own) return own(calls);
  const before = process.cpuUsage();
  for (let made = 0; made < calls; made += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, call));
    // As the next requests arrive, whether the last ones waited for the disk or not.
    await turn();
  }
  await settled?.();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
// The checkpointer of the bare call would go on.
process.exit();
