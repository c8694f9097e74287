import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, defineApi } from '../../../src/config/index.ts';
import { refusal } from '../../../src/guard/refusal/refusals.ts';
import { DE } from '../../../src/guard/refusal/wording/de.ts';
import { inLanguage } from '../../../src/guard/refusal/wording/in-language.ts';
import { NL } from '../../../src/guard/refusal/wording/nl.ts';
import { REFUSAL_CODES } from '../../../src/model/index.ts';
import { definition } from '../world.ts';

const french = { insufficient_scope: { title: 'Portée', detail: 'Il faut {scope}.' } };
const config = defineApi({
  ...definition,
  languages: ['en', 'nl', 'de-AT', 'fr'],
  refusals: { fr: french },
});

const narrow = refusal(
  {
    code: 'insufficient_scope',
    detail: 'This call needs the scope write.',
    scope: ['write', 'read:$&'],
  },
  [],
);
const often = refusal(
  {
    code: 'rate_limited',
    detail: 'Wait.',
    headers: { 'retry-after': '7' },
  },
  [],
);

test('a refusal is in the language that the call asks for, with what it needs filled in', () => {
  for (const [asked, draft, title, detail, language] of [
    ['nl', narrow, NL.insufficient_scope.title, 'Deze aanroep heeft meer scope nodig: write read:$&.', 'nl'],
    [
      'de',
      often,
      DE.rate_limited.title,
      'Es waren zu viele Aufrufe. Versuchen Sie es in 7 s noch einmal.',
      'de-AT',
    ],
    ['fr-CA', narrow, 'Portée', 'Il faut write read:$&.', 'fr'],
    ['fr', often, often.title, often.detail, 'en'],
    ['sv', narrow, narrow.title, narrow.detail, 'en'],
    [undefined, narrow, narrow.title, narrow.detail, 'en'],
  ] as const) {
    const said = inLanguage(config, asked, draft);
    assert.deepEqual(
      [said.title, said.detail, said.headers['content-language']],
      [title, detail, language],
      asked,
    );
  }
  assert.equal(inLanguage(config, 'nl', often).headers['retry-after'], '7');
});

test('an API that declares no languages says nothing of them', () => {
  const { title, detail, headers } = narrow;
  assert.deepEqual(inLanguage(defineApi(definition), 'nl', narrow), { title, detail, headers });
});

test('every built-in language has words for every code', () => {
  for (const wording of [NL, DE]) {
    for (const code of REFUSAL_CODES) assert.match(wording[code].title, /\p{L}/u, code);
    assert.equal(Object.keys(wording).length, REFUSAL_CODES.length);
  }
});

test('words for a language that the API does not declare are refused', () => {
  const wrong = { ...definition, languages: ['en'], refusals: { fr: french } };
  assert.throws(
    () => defineApi(wrong),
    (error) => {
      assert.ok(error instanceof ConfigError);
      return error.problems.includes('refusals.fr: languages does not name fr');
    },
  );
});
