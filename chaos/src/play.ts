import { setTimeout as pause } from 'node:timers/promises';
import { type Figures, figuresOf, type Struck } from './judge/figures.ts';
import { judge } from './judge/judge.ts';
import type { Allowance, Violation } from './judge/observed.ts';
import { observe } from './observe.ts';
import type { Scenario } from './scenarios.ts';
import { type Stage, setStage } from './stage.ts';

export interface Wish {
  seed: number;
  /** How many faults are made, unless the time is over before. */
  faults: number;
  /** Milliseconds of load. */
  time: number;
  /** Milliseconds between two faults, at most. */
  between: number;
  /** Milliseconds until everything has to work again, and every event has to be there. */
  patience: number;
  allowance: Allowance;
  /** Called while the load goes on, before the first fault, or instead of it: a test plants an error there. */
  meanwhile?: (stage: Stage) => Promise<void>;
  keep?: boolean;
}

export interface Played {
  scenario: string;
  /** Of the chance that chose customers, faults and moments. */
  seed: number;
  faults: Struck[];
  /** Milliseconds of load. */
  time: number;
  figures: Figures;
  violations: Violation[];
  /** With journal and logs of the nodes; kept if there are violations. */
  folder: string | null;
}

/** Plays one scenario: load and faults, then a calm in which everything that was acknowledged is used, then the judgement. */
export async function play(scenario: Scenario, wish: Wish): Promise<Played> {
  const stage = await setStage(scenario.plan, wish.seed);
  let keep = true;
  try {
    const running = stage.lives.map((lives) => lives.run());
    const faults = await breakThings(stage, scenario, wish);
    const time = stage.journal.now();
    for (const lives of stage.lives) lives.stop(wish.patience);
    await Promise.all(running);
    const silent = await Promise.all(stage.lives.map((lives) => lives.useAll(wish.patience)));
    const observed = await observe(stage, wish.patience);
    const { lines } = stage.journal;
    const violations = [...judge(lines, observed, wish.allowance), ...stillSilent(silent, wish.patience)];
    keep = violations.length > 0 || wish.keep === true;
    return {
      ...{ scenario: scenario.name, seed: wish.seed, faults, time: Math.round(time), violations },
      figures: figuresOf(lines, faults, time),
      folder: keep ? stage.folder : null,
    };
  } finally {
    await stage.close(keep);
  }
}

async function breakThings(stage: Stage, { faults }: Scenario, wish: Wish): Promise<Struck[]> {
  const { journal, chance } = stage;
  const struck: Struck[] = [];
  await wish.meanwhile?.(stage);
  while (struck.length < wish.faults && journal.now() < wish.time) {
    // At any instant, so that each step of a verb is met once.
    await pause(wish.between * chance.next());
    const { name, strike } = chance.oneOf(faults);
    const from = journal.now();
    await strike(stage);
    struck.push({ name, from, until: journal.now() });
  }
  // Some load meets the damage of the last fault as well.
  await pause(Math.min(1_000, wish.between));
  return struck;
}

function stillSilent(silent: readonly number[], patience: number): Violation[] {
  const count = silent.reduce((sum, each) => sum + each, 0);
  if (count === 0) return [];
  const says = `${count} uses of what was acknowledged came to nothing, ${patience / 1_000} s after the last fault`;
  return [{ rule: 'it works again', says, lines: [] }];
}
