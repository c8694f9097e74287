import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  boxesOf,
  countOf,
  type Listed,
  leftIn,
  resourceValue,
  selectedIn,
  treeOf,
} from '../../../src/rules/grant/resource-tree.ts';

const account = (id: string): Listed => ({ type: 'account', id, name: `Account ${id}` });
const project = (id: string, of: string): Listed => ({
  ...{ type: 'project', id, name: `Project ${id}` },
  parent: { type: 'account', id: of },
});
const LIST = [account('1'), project('11', '1'), project('12', '1'), account('2')];
const values = (refs: readonly { type: string; id: string }[]) => refs.map(resourceValue);

describe('a tick', () => {
  const cases: [name: string, future: boolean, ticked: string[], selected: string[]][] = [
    ['of a container selects what is in it', false, ['account:1'], ['project:11', 'project:12']],
    ['of a container that includes the future selects the container', true, ['account:1'], ['account:1']],
    ['of a thing selects it', false, ['project:11'], ['project:11']],
    [
      'of a thing and its container is one of the container',
      true,
      ['project:11', 'account:1'],
      ['account:1'],
    ],
    ['of an empty container selects nothing', false, ['account:2'], []],
    ['of an empty container that includes the future selects it', true, ['account:2'], ['account:2']],
    ['counts once', false, ['project:11', 'project:11', 'account:1'], ['project:11', 'project:12']],
  ];
  for (const [name, future, ticked, selected] of cases) {
    it(name, () => {
      const chosen = selectedIn(treeOf(LIST, future), ticked);
      assert.deepEqual([values(chosen.resources), chosen.gone], [selected, []]);
    });
  }

  it('of something that is not in the list is named, and the others count', () => {
    const chosen = selectedIn(treeOf(LIST, false), ['project:99', 'project:11', 'x']);
    assert.deepEqual([values(chosen.resources), chosen.gone], [['project:11'], ['project:99', 'x']]);
  });
});

describe('a list', () => {
  it('has at the top what has no container in it', () => {
    const tree = treeOf([project('31', '3'), ...LIST], false);
    assert.deepEqual(
      tree.roots.map(({ value, things }) => [value, things]),
      [
        ['project:31', 1],
        ['account:1', 2],
        ['account:2', 0],
      ],
    );
  });

  it('that goes in a circle is opened somewhere, and ends', () => {
    const folder = (id: string, parent: string): Listed => ({
      ...{ type: 'folder', id, name: id },
      parent: { type: 'folder', id: parent },
    });
    const tree = treeOf([folder('a', 'b'), folder('b', 'a'), folder('c', 'c')], false);
    assert.equal(tree.byValue.size, 3);
    assert.deepEqual(values(selectedIn(tree, ['folder:a']).resources), ['folder:b']);
    assert.deepEqual(values(selectedIn(tree, ['folder:c']).resources), ['folder:c']);
  });

  it('keeps containers as headings for the parts that a manager left', () => {
    const left = [{ type: 'project', id: '12' }];
    assert.deepEqual(values(leftIn(LIST, left, false)), ['account:1', 'project:12']);
    assert.deepEqual(values(leftIn(LIST, left, true)), ['project:12']);
    assert.deepEqual(leftIn(LIST, null, false), LIST);
  });
});

/** Any list: each resource below one that comes before it, or at the top. */
const lists = fc.array(fc.option(fc.nat(), { nil: null }), { minLength: 1, maxLength: 30 }).map((parents) =>
  parents.map((parent, index): Listed => {
    const of = parent === null || index === 0 ? null : parent % index;
    const id = (each: number) => ({ type: each % 3 === 0 ? 'account' : 'project', id: String(each) });
    return { ...id(index), name: `Thing ${index}`, ...(of === null ? {} : { parent: id(of) }) };
  }),
);
const ticks = (list: Listed[]) => fc.subarray(values(list));
const listsWithTicks = lists.chain((list) => fc.tuple(fc.constant(list), ticks(list), fc.boolean()));

describe('for every list', () => {
  it('boxes stand for the selection that they came from', () => {
    fc.assert(
      fc.property(listsWithTicks, ([list, ticked, future]) => {
        const tree = treeOf(list, future);
        const { resources } = selectedIn(tree, ticked);
        const boxes = boxesOf(tree, resources);
        assert.deepEqual(selectedIn(tree, boxes).resources, resources);
        assert.ok(boxes.size <= resources.length, 'no more boxes than things');
      }),
    );
  });

  it('a container is what is in it, and more ticks never select less', () => {
    fc.assert(
      fc.property(listsWithTicks, ([list, ticked]) => {
        const tree = treeOf(list, false);
        const selected = new Set(values(selectedIn(tree, ticked).resources));
        for (const { value, children } of tree.byValue.values()) {
          const alone = selectedIn(tree, [value]).resources;
          if (children.length > 0) {
            const below = selectedIn(
              tree,
              children.map((child) => child.value),
            ).resources;
            assert.deepEqual(alone, below);
          }
          const more = new Set(values(selectedIn(tree, [...ticked, value]).resources));
          assert.ok([...selected].every((each) => more.has(each)));
        }
      }),
    );
  });

  it('the count is the number of things that were selected', () => {
    fc.assert(
      fc.property(listsWithTicks, ([list, ticked]) => {
        const tree = treeOf(list, false);
        const { resources } = selectedIn(tree, ticked);
        assert.equal(countOf(tree, new Set(ticked)), resources.length);
      }),
    );
  });

  it('a thing that is added later is selected only where the future is included', () => {
    fc.assert(
      fc.property(lists, fc.boolean(), (list, future) => {
        const [first] = list;
        assert.ok(first);
        const before = treeOf(list, future);
        const { resources } = selectedIn(before, [resourceValue(first)]);
        // A thing that becomes a container has been selected by its own name, and stays so.
        fc.pre(future || !values(resources).includes(resourceValue(first)));
        const added: Listed = { type: 'project', id: 'new', name: 'New', parent: first };
        const after = treeOf([...list, added], future);
        const now = selectedIn(after, boxesOf(after, resources)).resources;
        assert.deepEqual(now, resources);
        assert.equal(boxesOf(after, resources).has(resourceValue(added)), false);
      }),
    );
  });
});
