import { cpus } from 'node:os';
import type { ContestantName } from './contestants/start.ts';
import { CONTESTANTS } from './contestants/start.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import type { Plan, Run } from './turns.ts';

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
  /** Median of the ratios to the other contestant's run of the same round; `null` if there is none. */
  toBare: number | null;
  toOidcProvider: number | null;
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
          overBare: difference(own, runs),
          p50: median(own.map((run) => run.p50)),
          p99: median(own.map((run) => run.p99)),
          toBare: ratio(own, runs, 'bare'),
          toOidcProvider: ratio(own, runs, 'oidc-provider'),
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

function ratio(own: Run[], all: Run[], to: ContestantName): number | null {
  return compared(own, all, to, (run, other) => run.perSecond / other.perSecond);
}

function difference(own: Run[], all: Run[]): number | null {
  return compared(own, all, 'bare', (run, other) => run.cpu - other.cpu);
}

/** Returns the median over the rounds in which both contestants had a run. */
function compared(
  own: Run[],
  all: Run[],
  to: ContestantName,
  compare: (run: Run, other: Run) => number,
): number | null {
  const values = own.flatMap((run) => {
    const other = all.find(
      (each) => each.contestant === to && each.scenario === run.scenario && each.round === run.round,
    );
    return other ? [compare(run, other)] : [];
  });
  return values.length > 0 ? median(values) : null;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Returns a Markdown table for the documentation. */
export function tableOf({ lines }: Report): string {
  const rows = lines.map((line) => [
    line.scenario,
    CONTESTANTS[line.contestant].title,
    Math.round(line.perSecond).toLocaleString('en'),
    Math.round(line.cpu).toLocaleString('en'),
    line.overBare === null ? '' : Math.round(line.overBare).toLocaleString('en'),
    line.p50.toFixed(1),
    line.p99.toFixed(1),
    line.toBare?.toFixed(2) ?? '',
    line.toOidcProvider?.toFixed(2) ?? '',
  ]);
  const head = [
    'scenario',
    'contestant',
    'requests/s',
    'CPU µs',
    'over bare',
    'p50 ms',
    'p99 ms',
    '× bare',
    '× oidc-provider',
  ];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const write = (cells: string[]) =>
    `| ${cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(' | ')} |`;
  const rule = widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [write(head), write(rule), ...rows.map(write)].join('\n');
}
