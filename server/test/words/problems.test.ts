import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allInWords, inEnglish, inWords, sentence } from '../../src/words/sentence.ts';
import { wordsIn } from '../../src/words/words.ts';

test('the problems of a form are said in the language of the page, with what they name', () => {
  const problems = {
    scopes: sentence('leastOneScope'),
    addresses: sentence('noAddress', 'x{y}'),
    redirectUris: sentence('redirectAt', 'ftp://a', sentence('redirectHttps')),
    name: undefined,
  };
  assert.deepEqual(allInWords(wordsIn('nl'), problems), {
    scopes: 'Kies ten minste één machtiging.',
    addresses: '‘x{y}’ is geen adres en geen adresblok zoals 203.0.113.0/24.',
    redirectUris:
      'ftp://a: Een redirect-URI begint met https://, of met http:// voor 127.0.0.1, [::1] of localhost.',
  });
});

test('a sentence is the same for programs, whoever asks', () => {
  const gone = sentence('noSuch', 'client');
  assert.equal(inEnglish(gone), 'There is no such client.');
  assert.equal(inWords(wordsIn('de'), gone), 'Diesen Client gibt es nicht.');
});

test('the texts of problems, refusals and consents have no key in common', () => {
  const { problems, refusals, consent } = wordsIn('en');
  const keys = [problems, refusals, consent.problems].flatMap((texts) => Object.keys(texts));
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
});
