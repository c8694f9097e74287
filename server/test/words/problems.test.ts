import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { problemsIn } from '../../src/words/problems-in.ts';
import { wordsIn } from '../../src/words/words.ts';

/** Where the rules of forms are, whose sentences people read beside a field. */
const RULES = [
  'manage/tokens/create.ts',
  'manage/clients/input.ts',
  'manage/clients/create.ts',
  'manage/roles/input.ts',
  'manage/own/password.ts',
  'manage/addresses.ts',
];

test('the problem of a form is said in the language of the page, with what it names', () => {
  const dutch = wordsIn('nl');
  const said = problemsIn(dutch, {
    scopes: 'Choose at least one thing that it may do.',
    addresses: '“x{}y” is neither an address nor a block such as 203.0.113.0/24.',
    redirectUris:
      'ftp://a: A redirect URI must begin with https://, or http:// for 127.0.0.1, [::1] or localhost.',
    other: 'Something of a later version.',
  });
  assert.deepEqual(said, {
    scopes: 'Kies ten minste één machtiging.',
    addresses: '‘x{}y’ is geen adres en geen adresblok zoals 203.0.113.0/24.',
    redirectUris:
      'ftp://a: Een redirect-URI begint met https://, of met http:// voor 127.0.0.1, [::1] of localhost.',
    other: 'Something of a later version.',
  });
});

test('every sentence of the rules has a translation', () => {
  const german = wordsIn('de');
  const sentences = RULES.flatMap((file) => {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8').replaceAll(
      /^ *(\/?\*|\/\/).*$/gm,
      '',
    );
    return [...source.matchAll(/'([A-Z][^'\n]* [^'\n]*\.)'|`((?:[A-Z“]|\$\{input)[^`\n]* [^`\n]*\.)`/g)].map(
      ([, plain, template]) => plain ?? filledIn(template ?? ''),
    );
  });
  assert.ok(sentences.length > 20, String(sentences.length));
  const left = sentences.filter((said) => problemsIn(german, { said }).said === said);
  assert.deepEqual(left, []);
});

/** A template with something in place of each value, which may have braces in it. */
function filledIn(template: string): string {
  const [first = '', ...rest] = template.split('${');
  const after = rest.map((part) => {
    let open = 1;
    const end = [...part].findIndex((character) => {
      open += character === '{' ? 1 : character === '}' ? -1 : 0;
      return open === 0;
    });
    return `7${[...part].slice(end + 1).join('')}`;
  });
  return first + after.join('');
}
