import assert from 'node:assert/strict';
import test from 'node:test';
import { localeOf } from '../../../dashboard/src/words/index.ts';

for (const [language, preferred, locale] of [
  ['en', ['de-DE', 'en-US', 'en-GB'], 'en-US'],
  ['de', ['en-US', 'de-AT'], 'de-AT'],
  ['en', ['en'], 'en-GB'],
  ['nl', [], 'nl-NL'],
  ['en', ['en-US@posix', 'en-IE'], 'en-IE'],
  ['en', ['en-US@posix'], 'en-GB'],
] as const) {
  test(`${language} of ${preferred.join(', ') || 'a browser that names none'} is ${locale}`, () => {
    assert.equal(localeOf(language, preferred), locale);
    assert.equal(new Intl.NumberFormat(localeOf(language, preferred)).format(1), '1');
  });
}
