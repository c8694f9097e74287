import { cpus } from 'node:os';
import type { ContestantName } from './contestants/start.ts';
import { CONTESTANTS } from './contestants/start.ts';
import { GATEWAY_SCENARIOS, SCENARIOS, type Scenario, SERVER_SCENARIOS } from './scenarios.ts';
import type { Plan, Run } from './turns.ts';

/** A median over the rounds, with the least and the most of them. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** Ratios to another contestant's runs, each within a round. */
export interface Ratios {
  perSecond: Spread;
  cpu: Spread;
}

/** One contestant in one scenario: medians over the rounds. */
export interface Line {
  scenario: Scenario;
  contestant: ContestantName;
  perSecond: number;
  /** Microseconds of CPU time for each answer. */
  cpu: number;
  /** Median of the differences in it to bare's run of the same round; `null` without bare. */
  overBare: number | null;
  p50: number;
  p99: number;
  /** To every other contestant of the scenario. */
  to: Partial<Record<ContestantName, Ratios>>;
}

export interface Report {
  machine: { cores: number; model: string; node: string; cores_note: string };
  plan: Plan;
  lines: Line[];
  runs: Run[];
}

export function reportOf(runs: Run[], plan: Plan, coresNote: string): Report {
  const contestants = [...new Set(runs.map((run) => run.contestant))];
  const lines = SCENARIOS.flatMap((scenario) =>
    contestants.flatMap((contestant): Line[] => {
      const own = runs.filter((run) => run.scenario === scenario && run.contestant === contestant);
      if (own.length === 0) return [];
      return [
        {
          scenario,
          contestant,
          perSecond: median(own.map((run) => run.perSecond)),
          cpu: median(own.map((run) => run.cpu)),
          overBare: compared(own, runs, 'bare', (run, bare) => run.cpu - bare.cpu)?.median ?? null,
          p50: median(own.map((run) => run.p50)),
          p99: median(own.map((run) => run.p99)),
          to: Object.fromEntries(contestants.flatMap((other) => ratios(own, runs, other))),
        },
      ];
    }),
  );
  const [cpu] = cpus();
  return {
    machine: {
      cores: cpus().length,
      model: cpu?.model ?? 'unknown',
      node: process.versions.node,
      cores_note: coresNote,
    },
    plan,
    lines,
    runs,
  };
}

function ratios(own: Run[], all: Run[], to: ContestantName): [ContestantName, Ratios][] {
  const perSecond = compared(own, all, to, (run, other) => run.perSecond / other.perSecond);
  const cpu = compared(own, all, to, (run, other) => run.cpu / other.cpu);
  return perSecond && cpu && own[0]?.contestant !== to ? [[to, { perSecond, cpu }]] : [];
}

/** Compares the rounds in which both contestants had a run. */
function compared(
  own: Run[],
  all: Run[],
  to: ContestantName,
  compare: (run: Run, other: Run) => number,
): Spread | null {
  const values = own.flatMap((run) => {
    const other = all.find(
      (each) => each.contestant === to && each.scenario === run.scenario && each.round === run.round,
    );
    return other ? [compare(run, other)] : [];
  });
  return values.length > 0 ? spreadOf(values) : null;
}

export function spreadOf(values: number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Returns Markdown tables for the documentation: of the servers by requests/s, of the gateways by CPU time. */
export function tablesOf({ lines }: Report): string {
  const of = (scenarios: readonly Scenario[]) => lines.filter(({ scenario }) => scenarios.includes(scenario));
  const servers = of(SERVER_SCENARIOS);
  const gateways = of(GATEWAY_SCENARIOS);
  return [
    servers.length > 0 ? table(servers, ['bare', 'oidc-provider'], 'perSecond') : [],
    gateways.length > 0 ? table(gateways, ['nginx', 'fastify-http-proxy', 'http-proxy-3'], 'cpu') : [],
  ]
    .flat()
    .join('\n\n');
}

function table(lines: Line[], others: ContestantName[], by: keyof Ratios): string {
  const head = [
    ...['scenario', 'contestant', 'requests/s', 'CPU µs', 'over bare', 'p50 ms', 'p99 ms'],
    ...others.map((name) => `${by === 'cpu' ? 'CPU ' : ''}× ${CONTESTANTS[name].title}`),
  ];
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const rows = lines.map(({ to, ...line }) => [
    line.scenario,
    CONTESTANTS[line.contestant].title,
    whole(line.perSecond),
    whole(line.cpu),
    line.overBare === null ? '' : whole(line.overBare),
    line.p50.toFixed(1),
    line.p99.toFixed(1),
    ...others.map((name) => spreadText(to[name]?.[by])),
  ]);
  return markdownTable(head, rows, 2);
}

export function spreadText(spread: Spread | undefined): string {
  if (!spread) return '';
  const [middle, least, most] = [spread.median, spread.least, spread.most].map((each) => each.toFixed(2));
  return least === most ? String(middle) : `${middle} (${least} to ${most})`;
}

/** The first `texts` columns are aligned to the left, the others to the right. */
export function markdownTable(head: string[], rows: string[][], texts: number): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const write = (cells: string[]) =>
    `| ${cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < texts ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [write(head), write(rule), ...rows.map(write)].join('\n');
}
