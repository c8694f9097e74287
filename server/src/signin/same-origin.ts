import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';

/**
 * Returns whether the browser says that a form was sent from one of our own pages. It is a second defence
 * besides the form token, so missing headers are accepted (old browsers and programs send none), and so is
 * `Origin: null`, which our own `Referrer-Policy: no-referrer` causes.
 */
export function fromOwnPage(api: Api, request: Inbound): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.headers.origin;
  if (origin === undefined || origin === 'null') return true;
  return origin === `${api.address.secure ? 'https' : 'http'}://${request.headers.host ?? ''}`.toLowerCase();
}
