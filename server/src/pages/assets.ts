import { readFileSync } from 'node:fs';
import type { Answer } from '../http/answer.ts';
import { sha256 } from '../lib/compare.ts';

/**
 * A file that pages refer to. Its name changes with its content, so that browsers may cache it indefinitely.
 */
export interface Asset {
  path: string;
  answer(): Answer;
}

export const stylesheet = asset('latchkey', 'css', './latchkey.css', 'text/css');
/** The only script of the account pages: copy buttons. */
export const copyScript = asset('copy', 'js', './copy.js', 'text/javascript');

function asset(name: string, extension: string, file: string, type: string): Asset {
  const body = readFileSync(new URL(file, import.meta.url));
  return {
    path: `/assets/${name}.${sha256(body.toString('utf8')).slice(0, 12)}.${extension}`,
    answer: () => ({
      status: 200,
      headers: {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      },
      body,
    }),
  };
}
