import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { RecentChanges } from '../../../src/store/remembered/changes.ts';

const tag = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const someTags = fc.array(tag, { minLength: 1, maxLength: 3 });

it('says of each change that it made older things with its tags outdated, however few are kept', () => {
  fc.assert(
    fc.property(fc.array(someTags, { maxLength: 40 }), someTags, fc.nat(40), (noted, mine, when) => {
      const changes = new RecentChanges(6);
      const known = Math.min(when, noted.length);
      for (const tags of noted) changes.note(tags);
      assert.equal(changes.number, noted.length);
      const isOutdated = noted.slice(known).some((tags) => tags.some((each) => mine.includes(each)));
      if (isOutdated) assert.equal(changes.since(known, mine), true);
    }),
  );
});

it('says nothing of things that no change was about while it knows all changes', () => {
  const changes = new RecentChanges(6);
  const before = changes.number;
  for (const each of ['a', 'b', 'c', 'd', 'e']) changes.note([each]);
  assert.deepEqual([changes.since(before, ['f']), changes.since(before, ['f', 'a'])], [false, true]);
  assert.equal(changes.since(changes.number, ['a', 'b', 'c', 'd', 'e']), false);
});

it('forgets the oldest changes, and then takes everything older for outdated', () => {
  const changes = new RecentChanges(6);
  const before = changes.number;
  for (let more = 0; more < 9; more++) changes.note([`tag ${more}`]);
  const after = changes.number;
  assert.equal(changes.since(before, ['nothing']), true);
  changes.note(['a']);
  assert.equal(changes.since(after, ['nothing']), false);
});
