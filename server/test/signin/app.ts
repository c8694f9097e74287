import { totpCode } from '../../src/rules/factor/totp.ts';
import type { Page } from '../pages/visitor.ts';

/** The authenticator app of a test: it reads the key that a page shows, and makes codes from then on. */
export function appOf(page: Page): (now: number, step?: number) => string {
  const key = /id="authenticator-key">([^<]*)</.exec(page.text)?.[1] ?? '';
  const secret = fromBase32(key.replaceAll(' ', ''));
  return (now, step = 0) => totpCode(secret, Math.floor(now / 30_000) + step);
}

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The codes that a page shows once. */
export function codesOn(page: Page): string[] {
  return (/id="recovery-codes"[^>]*>([^<]*)</.exec(page.text)?.[1] ?? '').split('\n');
}
