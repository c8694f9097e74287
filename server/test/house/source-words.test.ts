import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { unclear } from './plain-english.ts';
import { type SourceText, sourceTexts } from './source-texts.ts';

const ROOT = join(import.meta.dirname, '../../..');
const files = globSync('{server,sdk,dashboard,examples,bench,chaos,scripts}/**/*.{ts,tsx,mjs,js}', {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
});
const texts = files.map((file) => ({ file, ...sourceTexts(readFileSync(join(ROOT, file), 'utf8')) }));

/** The words of pages and of the examples' documents are their readers': labels, and descriptions of fields. */
const LABELS = /^server\/src\/(pages|words)\/|^dashboard\/|^examples\/|\/test\//;
/** Words on the wire and on pages that the snapshot in test/wire keeps. */
const KEPT =
  /^server\/src\/oauth\/(errors\/authorization|authorize\/authorization-endpoint|end-session\/end-session-endpoint)\.ts: \W*Nobody /;

function found(file: string, source: readonly SourceText[]): string[] {
  return source.flatMap(({ text }) => unclear(text)).map((sentence) => `${file}: ${sentence}`);
}

describe('the English of the source', () => {
  it('opens no sentence of a comment with a clause in place of its subject', () => {
    assert.ok(texts.flatMap(({ comments }) => comments).length > 4_000);
    assert.deepEqual(
      texts.flatMap(({ file, comments }) => found(file, comments)),
      [],
    );
  });

  it('opens no message so', () => {
    const messages = texts.filter(({ file }) => !LABELS.test(file));
    assert.ok(messages.flatMap(({ strings }) => strings).length > 10_000);
    assert.deepEqual(
      messages.flatMap(({ file, strings }) => found(file, strings)).filter((each) => !KEPT.test(each)),
      [],
    );
  });

  it('finds such sentences, and only in comments and messages', () => {
    const source = [
      '/** Whoever asks. */',
      'const whole = 1 / 2; // Nobody divides. / What else?',
      `const text = 'Fine.' + \`a\${whole / 2}b // What \${{ a: \`Whatever \${whole}\` }.a} end\`;`,
      'const pattern = /[/*"] What is/.source; /* It is fine. What is not',
      '   is found. */',
    ].join('\n');
    const { comments, strings } = sourceTexts(source);
    assert.deepEqual(
      comments.map(({ text }) => unclear(text)),
      [['Whoever asks.'], ['Nobody divides.'], ['. What is not is found.']],
    );
    assert.deepEqual(
      strings.map(({ text }) => text),
      ['Fine.', 'a', 'b // What ', 'Whatever ', '', ' end'],
    );
  });
});
