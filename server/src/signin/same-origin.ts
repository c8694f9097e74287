import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';

/**
 * Whether the browser says that a form was sent from one of our own pages. A second lock beside the form token:
 * what a browser does not say is not held against the request (old ones, and programs that fill in forms), and
 * `Origin: null` is what our own `Referrer-Policy: no-referrer` makes browsers send.
 */
export function fromOwnPage(api: Api, request: Inbound): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.headers.origin;
  if (origin === undefined || origin === 'null') return true;
  return origin === `${api.address.secure ? 'https' : 'http'}://${request.headers.host ?? ''}`.toLowerCase();
}
