import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../../src/pages/look/colours.css', import.meta.url), 'utf8');

/** Color pairs: foreground, background, minimum contrast (WCAG 2.2, 1.4.3 for text, 1.4.11 for controls). */
const PAIRS: [string, string, number][] = [
  ...['page', 'card', 'sunken', 'accent-soft', 'danger-soft', 'ok-soft', 'warn-soft'].map(
    (ground): [string, string, number] => ['text', ground, 4.5],
  ),
  ...['page', 'card', 'sunken'].map((ground): [string, string, number] => ['soft', ground, 4.5]),
  ...['page', 'card'].map((ground): [string, string, number] => ['accent', ground, 4.5]),
  ['accent-strong', 'accent-soft', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['danger', 'card', 4.5],
  ['danger', 'danger-soft', 4.5],
  ['ok', 'ok-soft', 4.5],
  ['warn', 'warn-soft', 4.5],
  ['field-line', 'card', 3],
];

for (const [scheme, block] of [
  ['light', css.slice(css.indexOf(':root'))],
  ['dark', css.slice(css.indexOf('prefers-color-scheme: dark'))],
] as const) {
  test(`everything can be read in the ${scheme} scheme`, () => {
    for (const [front, back, least] of PAIRS) {
      const ratio = contrast(colour(block, front), colour(block, back));
      assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)} instead of ${least}`);
    }
  });
}

function colour(block: string, name: string): number[] {
  const hex = new RegExp(`--${name}: #([0-9a-f]{3,6});`).exec(block)?.[1] ?? '';
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  assert.equal(full.length, 6, `--${name}`);
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255);
}

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function contrast(a: number[], b: number[]): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(channels: number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
