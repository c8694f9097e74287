import { describe, it } from 'node:test';
import { arrived, place, withoutPostgres } from '../postgres/server.ts';
import { isAlwaysTheStores } from './walks.ts';
import { openWorld } from './world.ts';

/** More of them on demand. */
const RUNS = Number(process.env.LATCHKEY_INTERLEAVINGS ?? 5);

describe('what two nodes remember', { skip: await withoutPostgres() }, () => {
  it('is what the store says when a change has arrived (property)', () =>
    isAlwaysTheStores(async () => {
      const { open, remove } = await place();
      return openWorld(null, {
        open: (clock) => open({ clock }),
        ...{ arrived, remove, sharesLastUse: false },
      });
    }, RUNS));
});
