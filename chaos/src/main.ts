import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { whyNot } from './needs.ts';
import { type Played, play, type Wish } from './play.ts';
import { type Report, reportText } from './report.ts';
import { SCENARIOS } from './scenarios.ts';

const LIST = SCENARIOS.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`).join('\n');
const USAGE = `Usage: npm run chaos -- [scenario…] [options]

Runs Latchkey under load, breaks what it runs on, and compares what its customers were answered with what is left.

${LIST}

  --minutes <n>     the longest time of load of each scenario (1)
  --faults <n>      the most faults of each scenario (as many as the time allows); --kills is the same
  --seed <n>        of the chance that chooses deeds, faults and moments (a new one each time)
  --json <file>     write the report as JSON
  --keep            keep the folder with the journal and the logs of the nodes, also without violations

Exits with 1 if a promise was broken; the report then names the lines of the journal.`;

/** A node goes by what it remembers for 5 seconds at most, and a request is given up after 20 by everybody. */
const ALLOWANCE = { stale: 5_500, late: 30_000 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    faults: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

// The programs that were started end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
if (values.help) console.log(USAGE);
else {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}

async function main(): Promise<number> {
  const chosen = positionals.length === 0 ? SCENARIOS : positionals.map(scenarioNamed);
  const most = values.faults ?? values.kills;
  const wish: Wish = {
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : numberOf('--seed', values.seed),
    faults: most === undefined ? Number.POSITIVE_INFINITY : numberOf('--faults', most),
    time: numberOf('--minutes', values.minutes) * 60_000,
    between: 1_500,
    patience: 150_000,
    allowance: ALLOWANCE,
    keep: values.keep,
  };
  const report: Report = { played: [], skipped: [] };
  for (const scenario of chosen) {
    const why = whyNot(scenario.plan);
    if (why !== null) report.skipped.push({ scenario: scenario.name, why });
    else report.played.push(await tell(play(scenario, wish), scenario.name));
  }
  if (report.skipped.length > 0) console.log(reportText({ played: [], skipped: report.skipped }));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return report.played.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

async function tell(playing: Promise<Played>, name: string): Promise<Played> {
  console.log(`${name} …`);
  const played = await playing;
  console.log(`${reportText({ played: [played], skipped: [] })}\n`);
  return played;
}

function scenarioNamed(name: string) {
  const found = SCENARIOS.find((each) => each.name === name);
  if (found) return found;
  throw new Error(`There is no scenario ${name}: use ${SCENARIOS.map((each) => each.name).join(', ')}.`);
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (number >= 0) return number;
  throw new Error(`${option} is ${JSON.stringify(text)}: use a number.`);
}
