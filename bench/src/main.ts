import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findNginx } from '../../scripts/nginx.ts';
import {
  CONTESTANT_NAMES,
  CONTESTANTS,
  type Contestant,
  startContestant,
  startUpstream,
} from './contestants/start.ts';
import { divideCores } from './cores.ts';
import { reportOf, tablesOf } from './report.ts';
import { GATEWAY_SCENARIOS, SCENARIOS, type Scenario } from './scenarios.ts';
import { type Plan, takeTurns } from './turns.ts';

/** nginx does not come with the packages. */
const USUAL = CONTESTANT_NAMES.filter(
  (name) => name !== 'oidc-provider-together' && (name !== 'nginx' || findNginx() !== null),
);
const USAGE = `Usage: npm run bench -- [options]
  --quick            a few hundred requests each, to see that everything answers
  --rounds <n>       turns of each contestant (5)
  --seconds <n>      length of one run (3)
  --only <names>     of ${CONTESTANT_NAMES.join(', ')}; separated by commas
  --scenarios <names> of ${SCENARIOS.join(', ')}; separated by commas
  --json <file>      write every run as JSON
  --data <folder>    where the databases go; a disk of the kind that you want to know about
  --profile <folder> write a CPU profile of each contestant`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: USUAL.join(',') },
    scenarios: { type: 'string', default: SCENARIOS.join(',') },
    json: { type: 'string' },
    data: { type: 'string', default: tmpdir() },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else {
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

async function main(): Promise<void> {
  const plan: Plan = {
    scenarios: values.scenarios.split(',').map((name) => oneOf('scenarios', SCENARIOS, name)),
    rounds: positive('rounds', values.rounds, values.quick ? 1 : 5),
    connections: values.quick ? 8 : 32,
    milliseconds: positive('seconds', values.seconds, values.quick ? 60 : 3) * 1_000,
    requests: values.quick ? 200 : Number.MAX_SAFE_INTEGER,
    transfers: values.quick ? 4 : Number.MAX_SAFE_INTEGER,
    warmUp: values.quick ? 0 : 8_000,
  };
  const names = values.only.split(',').map((name) => oneOf('only', CONTESTANT_NAMES, name));
  const cores = divideCores();
  const folder = await mkdtemp(join(values.data, 'latchkey-bench-'));
  const contestants: Contestant[] = [];
  const wants = (scenarios: readonly Scenario[]) => scenarios.some((each) => plan.scenarios.includes(each));
  const upstream = wants(GATEWAY_SCENARIOS) ? await startUpstream(folder) : null;
  try {
    for (const name of names.filter((each) => wants(CONTESTANTS[each].scenarios))) {
      const options = { name, folder, pin: cores.pin, profile: values.profile, upstream: upstream?.address };
      contestants.push(await startContestant(options));
    }
    console.log(`Node ${process.versions.node}; ${cores.note}; ${plan.connections} connections.\n`);
    const runs = await takeTurns(contestants, plan, (run) => {
      const { scenario, round, contestant, perSecond, cpu } = run;
      console.log(
        `${scenario}, round ${round}: ${contestant} ${Math.round(perSecond)}/s, ${Math.round(cpu)} µs of CPU each`,
      );
    });
    const report = reportOf(runs, plan, cores.note);
    console.log(`\n${tablesOf(report)}`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await Promise.all([...contestants, upstream].map((each) => each?.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text.trim());
  if (!found) throw new Error(`--${option}: ${text} is none of ${names.join(', ')}`);
  return found;
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name}: ${text} is not a number above 0`);
  return value;
}
