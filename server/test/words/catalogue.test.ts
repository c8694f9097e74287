import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES } from '../../src/words/language.ts';
import { wordsIn } from '../../src/words/words.ts';
import { textsIn } from './english.ts';

const SOURCE = new URL('../../src/', import.meta.url);

test('pages and mails have their texts in the catalogues', () => {
  const files = ['pages', 'mail'].flatMap((room) =>
    readdirSync(new URL(`${room}/`, SOURCE), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${room}/${name.replaceAll('\\', '/')}`),
  );
  const found = files.filter((file) => textsIn(readFileSync(new URL(file, SOURCE), 'utf8')).length > 0);
  assert.deepEqual(
    found.map((file) => [file, textsIn(readFileSync(new URL(file, SOURCE), 'utf8'))]),
    [],
    'take these texts into server/src/words/{en,de,nl}',
  );
});

test('a text in a page is found wherever it is written', () => {
  const sources = {
    'between tags': 'html`<p>Nothing yet.</p>`',
    'beside a value': 'html`<p>\u0024{count} calls</p>`',
    'read aloud': 'html`<nav aria-label="Sections"></nav>`',
    'as a label': "textField({ name: 'email', label: 'Email address' })",
    'with a value in it': 'messagePage(api, 404, `\u0024{client.name} is not connected.`)',
  };
  for (const [what, source] of Object.entries(sources)) assert.equal(textsIn(source).length, 1, what);
  const none = [
    'html`<p class="small soft">\u0024{words.text}</p>`',
    'html`<input\u0024{focus && html` autofocus`}>`',
    "setHeader('content-type', 'text/html; charset=utf-8')",
    "import { html } from './html.ts';",
  ];
  for (const source of none) assert.deepEqual(textsIn(source), [], source);
});

/** The same in several languages, and right in each. */
const ALIKE = new Set([
  'Passkey',
  'Passkeys',
  'API',
  'Code',
  'Sandbox',
  'Webhooks',
  'Details',
  'Operation',
  'Limits',
  'Name',
  'Token',
  'Secret',
  'Secrets',
  'Menu',
  'Platform',
  'E-mail',
  'Privacy',
]);

test('every text of another language is there, and translated', () => {
  const english = flat(wordsIn('en'));
  for (const language of LANGUAGES.filter((each) => each !== 'en')) {
    const texts = flat(wordsIn(language));
    assert.deepEqual([...texts.keys()], [...english.keys()]);
    for (const [key, text] of texts) {
      assert.ok(text.trim() !== '', `${language}: ${key}`);
      assert.ok(
        text !== english.get(key) || ALIKE.has(text),
        `${language}: ${key} is still in English: ${text}`,
      );
    }
  }
});

/** Every text under its path; one with parameters as it is written. */
function flat(words: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
      const key = path === '' ? name : `${path}.${name}`;
      if (typeof value === 'object' && value !== null) return [...flat(value, key)];
      return [[key, String(value)] as const];
    }),
  );
}
