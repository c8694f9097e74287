import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { html } from '../../src/pages/html.ts';
import { anyText } from '../hostile/any-text.ts';

/** Strings in which every other character could end an attribute, a tag or an entity. */
const hostile = fc.string({ unit: fc.constantFrom(...'<>&"\'=/ -!;a#x') });

test('text stays text and attributes stay attributes, whatever they hold', () => {
  fc.assert(
    fc.property(fc.oneof(anyText(), hostile), (value) => {
      const markup = html`<p title="${value}">${value}</p>`.toString();
      const fragment = parseFragment(markup);
      const [paragraph, ...others] = fragment.childNodes;
      assert.equal(others.length, 0);
      assert.ok(paragraph && 'attrs' in paragraph);
      assert.deepEqual(
        paragraph.attrs.map(({ name }) => name),
        ['title'],
      );
      assert.ok(
        paragraph.childNodes.every((node: DefaultTreeAdapterMap['childNode']) => node.nodeName === '#text'),
      );
    }),
  );
});

test('markup made by the tag is kept, lists are joined, nothing is nothing', () => {
  const rows = ['a', '<b>'].map((each) => html`<li>${each}</li>`);
  assert.equal(
    html`<ul>${rows}${null}${undefined}${false}${0}</ul>`.toString(),
    '<ul><li>a</li><li>&lt;b&gt;</li>0</ul>',
  );
});

test('text that turns direction or hides characters cannot disguise a name', () => {
  assert.equal(html`${'Bank\u202egro.live'}`.toString(), 'Bank\ufffdgro.live');
  assert.equal(html`${'a\u0000b'}`.toString(), 'a\ufffdb');
});
