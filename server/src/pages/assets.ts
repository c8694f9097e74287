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

const LOOK = [
  'colours',
  'base',
  'controls',
  'messages',
  'card',
  'account',
  'lists',
  'charts',
  'factors',
  'narrow',
];

/** The one style sheet, in parts that later ones may override. */
export const stylesheet = asset(
  'latchkey',
  'css',
  'text/css',
  LOOK.map((part) => read(`./look/${part}.css`)).join('\n'),
);
/** The only script of the account pages: copy buttons. */
export const copyScript = asset('copy', 'js', 'text/javascript', read('./copy.js'));

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

function asset(name: string, extension: string, type: string, body: string): Asset {
  return {
    path: `/assets/${name}.${sha256(body).slice(0, 12)}.${extension}`,
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
