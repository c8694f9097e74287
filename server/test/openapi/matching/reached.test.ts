import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Reached, type Route } from '../../../src/openapi/matching/reached.ts';

const route = fc.record(
  { fits: fc.boolean(), shifted: fc.boolean(), mayLack: fc.boolean() },
  { noNullPrototype: true },
);

test('keeps each place once, in the order in which it was reached first, with all routes to it as one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), route), { maxLength: 60, size: 'max' }),
      (added) => {
        const reached = new Reached<number>();
        for (const [place, each] of added) reached.add(place, each);
        const expected = [...new Set(added.map(([place]) => place))].map((place) => {
          const routes: Route[] = added.flatMap(([other, each]) => (other === place ? [each] : []));
          return {
            place,
            route: {
              fits: routes.some(({ fits }) => fits),
              shifted: routes.some(({ shifted }) => shifted),
              mayLack: routes.every(({ mayLack }) => mayLack),
            },
          };
        });
        assert.deepEqual(reached.all, expected);
      },
    ),
  );
});
