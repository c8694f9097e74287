import { readFileSync } from 'node:fs';
import type { Answer } from '../http/answer.ts';
import { sha256 } from '../lib/compare.ts';

const css = readFileSync(new URL('./latchkey.css', import.meta.url));

/** The name changes with the content, so that browsers may keep it for good. */
export const stylesheetPath = `/assets/latchkey.${sha256(css.toString('utf8')).slice(0, 12)}.css`;

export function stylesheet(): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
    body: css,
  };
}
