import { readFileSync } from 'node:fs';
import type { BrandPictures, Picture } from '../config/branding/pictures.ts';
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
  'shared',
  'base',
  'controls',
  'messages',
  'card',
  'consent',
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
/** Copy buttons beside secrets. */
export const copyScript = asset('copy', 'js', 'text/javascript', read('./copy.js'));
export const passkeyScript = asset('passkey', 'js', 'text/javascript', read('./passkey.js'));
/** Tells the browser's time zone, for pages that come later. */
export const timeZoneScript = asset('time-zone', 'js', 'text/javascript', read('./browser-zone.js'));
/** The tree of resources on the consent page. */
export const treeScript = asset('tree', 'js', 'text/javascript', read('./consent/tree-script.js'));

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/** Returns a style sheet of an API's own. */
export function sheet(name: string, css: string): Asset {
  return asset(name, 'css', 'text/css', css);
}

/**
 * Returns a picture of the API owner. An SVG may contain scripts: pages show it as an image, where none runs, and the policy stops
 * them where somebody opens it by itself.
 */
export function pictureAsset({ name, type, bytes }: Picture): Asset {
  return {
    path: `/assets/${name}`,
    answer: () => ({
      status: 200,
      headers: {
        ...headers(type),
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      },
      body: bytes,
    }),
  };
}

/** Returns every picture of an API's owner, for the route table. */
export function pictureAssets({ logo, favicon }: BrandPictures): Asset[] {
  return [logo?.light, logo?.dark, favicon].flatMap((each) => (each ? [pictureAsset(each)] : []));
}

function asset(name: string, extension: string, type: string, body: string): Asset {
  return {
    path: `/assets/${name}.${sha256(body).slice(0, 12)}.${extension}`,
    answer: () => ({ status: 200, headers: headers(`${type}; charset=utf-8`), body }),
  };
}

/** Of a picture whose address changes with it. */
export function pictureHeaders(type: string): Record<string, string> {
  return { ...headers(type), 'cross-origin-resource-policy': 'same-origin' };
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  };
}
