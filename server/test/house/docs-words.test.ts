import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PHRASE } from './plain-english.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The rows of the glossary: the words, their meaning, and the words that are not used for it. */
const rows = read('docs/glossary.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (word|---) \|/.test(line))
  .map((line) => line.slice(2, -1).split(' | '))
  .map(([word = '', meaning = '', instead = '']) => ({ words: word.split(', '), meaning, instead }));

const unused = rows.flatMap(({ instead }) =>
  [...instead.matchAll(/“([^”]+)”/g)].map(([, word = '']) => word),
);

/** The sentences of a page: code, in blocks and within a line, is the reader's to type and stays out. */
function prose(page: string): string {
  return page.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');
}

/** The strings of a module that people read: comments and import paths stay out. */
function strings(source: string): string {
  const code = source.replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$|^(?:import|export) .*? from '.*';$/gms, '');
  return [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/gs)].map(([text]) => text).join('\n');
}

/** Every document and every file that `init` writes, but the glossary itself, the changelog and the two tables of requirements, which quote names of tests. */
const pages = globSync(['*.md', 'sdk/README.md', 'docs/**/*.md', 'server/starter/*'], {
  cwd: ROOT,
  exclude: ['CHANGELOG.md', 'docs/glossary.md', 'docs/project/requirements*.md'],
});
const sources = globSync('server/src/{pages,cli}/**/*.ts', { cwd: ROOT });

/** A sentence that opens with one of these leaves the reader to find out who does what. */
const OPENING = /.*\b(?:What|Whoever|Whatever)\b.*/g;

describe('docs/glossary.md', () => {
  it('says each word once, with a meaning', () => {
    const words = rows.flatMap((row) => row.words);
    assert.ok(words.length > 40);
    assert.deepEqual(
      words.filter((word, index) => words.indexOf(word) !== index),
      [],
    );
    assert.ok(rows.every(({ meaning }) => meaning.endsWith('.') || meaning.endsWith('…')));
  });

  it('no page and no message has a word that stands in its last column', () => {
    assert.ok(unused.length > 10 && pages.length > 40 && sources.length > 80);
    const texts = [
      ...pages.map((file) => [file, prose(read(file))] as const),
      ...sources.map((file) => [file, strings(read(file))] as const),
    ];
    const found = texts.flatMap(([file, text]) =>
      unused
        .filter((word) => new RegExp(`\\b${word.replaceAll(' ', '\\s+')}\\b`, 'i').test(text))
        .map((word) => `${file}: ${word}`),
    );
    assert.deepEqual(found, []);
  });

  it('no sentence of a page opens with What, Whoever or Whatever in place of a noun', () => {
    const found = pages.flatMap((file) =>
      [...prose(read(file)).matchAll(OPENING)].map(([sentence]) => `${file}: ${sentence}`),
    );
    assert.deepEqual(found, []);
  });

  it('no page and no message has a phrase that has to be decoded', () => {
    const texts = [...pages.map((file) => prose(read(file))), ...sources.map((file) => strings(read(file)))];
    assert.deepEqual(
      texts.flatMap((text) => [...text.matchAll(PHRASE)].map(([phrase]) => phrase)),
      [],
    );
  });
});
