import type { Recipe } from '../scenarios.ts';

/** Values for the requests of a run. One connection asks for its next request only after its last answer. */
export interface Supply {
  /** `null`: nothing is left, the connection is done. */
  next(connection: number): string | null;
  /** Learns from a right answer. */
  answered(connection: number, body: string): void;
}

const REFRESH_TOKEN = /"refresh_token":"([^"]+)"/;

/** `values` are codes, the first refresh token of each connection, or access tokens, as the recipe wants. */
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
