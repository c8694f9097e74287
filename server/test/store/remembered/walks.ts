import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Store } from '../../../src/store/store.ts';
import { CHANGES, type Changing } from './changes.ts';
import type { World } from './world.ts';

export const VERBS = Object.keys(CHANGES) as Changing[];

export function apply(verb: Changing, store: Store, world: World): Promise<unknown> {
  return CHANGES[verb](store, world);
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask elsewhere' as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('change' as const), verb: fc.constantFrom(...VERBS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('change elsewhere' as const), verb: fc.constantFrom(...VERBS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      reads: fc.constantFrom('at once' as const, 'when let go' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('let go' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('later' as const), by: fc.nat(6_000) }) },
);

/** Compares each answer of the memories with the store's, at random interleavings of verbs and calls here and elsewhere. */
export async function isAlwaysTheStores(open: () => Promise<World>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = await open();
      try {
        const other = await world.elsewhere();
        const asked: unknown[] = [];
        const agree = async () => {
          await world.letGo();
          await Promise.all(asked);
          assert.deepEqual(await world.differing(), []);
          assert.deepEqual(await world.differing(other), []);
        };
        for (const each of steps) {
          if (each.do === 'ask') asked.push(nth(world, each.which).of(world.remembered));
          if (each.do === 'ask elsewhere') await nth(world, each.which).of(other);
          if (each.do === 'change') {
            await apply(each.verb, world.remembered, world).catch(refusedByKeys);
            await world.arrivedElsewhere();
          }
          if (each.do === 'change elsewhere') {
            await apply(each.verb, other, world).catch(refusedByKeys);
            await world.arrived();
          }
          if (each.do === 'hold') world.hold(each.reads);
          if (each.do === 'later') world.clock.now += each.by;
          if (each.do === 'let go') await agree();
        }
        await agree();
      } finally {
        await world.close();
      }
    }),
    { numRuns, endOnFailure: true },
  );
}

function nth({ asks }: World, which: number): World['asks'][number] {
  const ask = asks[which % asks.length];
  if (!ask) throw new Error('Nothing can be asked.');
  return ask;
}

/** An earlier verb may have deleted a row that this one refers to. */
function refusedByKeys(error: Error): void {
  if (!/constraint|UNIQUE|violates/i.test(error.message)) throw error;
}
