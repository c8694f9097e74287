import type { Contestant, ContestantName } from './contestants/start.ts';
import { generateLoad, type LoadResult } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import { generateTransfers } from './load/transfer.ts';
import type { Recipe, Scenario } from './scenarios.ts';

export interface Plan {
  scenarios: Scenario[];
  rounds: number;
  connections: number;
  milliseconds: number;
  /** The most requests of one run, and the most transfers of 10 MB. */
  requests: number;
  transfers: number;
  /** Requests before the first round: compiled code is what is measured, also where few requests fit into a second. */
  warmUp: number;
}

export interface Run extends LoadResult {
  /** Microseconds of the contestant's CPU time for each answer. */
  cpu: number;
  scenario: Scenario;
  contestant: ContestantName;
  round: number;
}

const WARM_UP_MOST = 15_000;
/** The number of access tokens that introspection and guarded calls use in turn. */
const TOKENS = 256;
const ACCESS_TOKEN = /"access_token":"([^"]+)"/;
const REFRESH_TOKEN = /"refresh_token":"([^"]+)"/;
/** The number of codes per second for a contestant whose speed is not yet known. */
const FIRST_GUESS = 15_000;
/** The factor of codes over those that the last round needed. */
const MARGIN = 1.5;

/** Measures all contestants in turns, one at a time, so that a disturbance affects neighbouring runs too. */
export async function takeTurns(
  contestants: Contestant[],
  plan: Plan,
  done: (run: Run) => void,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const scenario of plan.scenarios) {
    for (const contestant of contestants) {
      const recipe = contestant.recipes[scenario];
      if (recipe && plan.warmUp > 0) {
        const most = { requests: plan.warmUp, transfers: plan.warmUp / 100, milliseconds: WARM_UP_MOST };
        await measure(contestant, recipe, { ...plan, ...most }, plan.warmUp);
      }
    }
    for (let round = 1; round <= plan.rounds; round++) {
      for (const contestant of contestants) {
        const recipe = contestant.recipes[scenario];
        if (!recipe) continue;
        const last = runs.findLast((run) => run.scenario === scenario && run.contestant === contestant.name);
        const codes = ((last?.perSecond ?? FIRST_GUESS) * plan.milliseconds * MARGIN) / 1_000;
        const result = await measure(contestant, recipe, plan, Math.ceil(codes));
        const run = { scenario, contestant: contestant.name, round, ...result };
        runs.push(run);
        done(run);
      }
    }
  }
  return runs;
}

async function measure(
  contestant: Contestant,
  recipe: Recipe,
  plan: Plan,
  codes: number,
): Promise<LoadResult & { cpu: number }> {
  try {
    const values = await valuesFor(contestant, recipe, plan, Math.min(codes, plan.requests));
    const before = await contestant.cpu();
    const { port } = contestant;
    const { transfer } = recipe;
    const { connections, milliseconds, requests, transfers } = plan;
    const result = transfer
      ? await generateTransfers({ port, recipe: { ...recipe, transfer }, milliseconds, requests: transfers })
      : await generateLoad({
          ...{ port, recipe, supply: supplyOf(recipe, values) },
          ...{ connections, milliseconds, requests },
        });
    return { ...result, cpu: ((await contestant.cpu()) - before) / result.answers };
  } catch (error) {
    throw new Error(`${contestant.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Makes the values of a run before it is timed: codes, or tokens from the contestant's own token endpoint.
 */
export async function valuesFor(
  contestant: Contestant,
  recipe: Recipe,
  plan: Pick<Plan, 'connections'>,
  codes: number,
): Promise<string[]> {
  switch (recipe.supply) {
    case 'none':
      return [];
    case 'once':
      return contestant.makeCodes(codes);
    case 'chain':
      return issued(contestant, 'code exchange', plan.connections, REFRESH_TOKEN);
    case 'cycle':
      return issued(contestant, recipe.tokensFrom ?? 'code exchange', TOKENS, ACCESS_TOKEN);
  }
}

async function issued(
  contestant: Contestant,
  from: 'client credentials' | 'code exchange',
  count: number,
  token: RegExp,
): Promise<string[]> {
  const recipe = contestant.recipes[from] ?? contestant.preparation?.[from];
  if (!recipe) throw new Error(`${contestant.name} cannot do a ${from}`);
  const values = recipe.supply === 'once' ? await contestant.makeCodes(count) : [];
  const tokens: string[] = [];
  await generateLoad({
    port: contestant.port,
    recipe,
    supply: supplyOf(recipe, values),
    connections: 8,
    milliseconds: 60_000,
    requests: count,
    answered: (body) => tokens.push(token.exec(body)?.[1] ?? ''),
  });
  return tokens;
}
