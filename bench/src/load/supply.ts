import type { Recipe } from '../scenarios.ts';

/** Values for the requests of a run. A connection takes its next value only after its last answer. */
export interface Supply {
  /** `null`: nothing is left for this connection. */
  next(connection: number): string | null;
  /** Receives a correct answer. */
  answered(connection: number, body: string): void;
}

const REFRESH_TOKEN = /"refresh_token":"([^"]+)"/;

/**
 * `values` are codes, the first refresh token of each connection, or access tokens, depending on the recipe.
 */
export function supplyOf(recipe: Recipe, values: string[]): Supply {
  switch (recipe.supply) {
    case 'none':
      return { next: () => '', answered: () => {} };
    case 'once': {
      let used = 0;
      return { next: () => values[used++] ?? null, answered: () => {} };
    }
    case 'cycle': {
      let used = 0;
      return { next: () => values[used++ % values.length] ?? null, answered: () => {} };
    }
    case 'chain':
      return {
        next: (connection) => values[connection] ?? null,
        answered: (connection, body) => {
          values[connection] = REFRESH_TOKEN.exec(body)?.[1] ?? '';
        },
      };
  }
}
