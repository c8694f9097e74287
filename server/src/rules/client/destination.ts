import type { Client } from '../../model/index.ts';

/** Where the user will be sent: a site, a program on the same computer, or an app by the scheme of its links. */
export type Destination =
  | { kind: 'site'; origin: string }
  | { kind: 'program'; host: string }
  | { kind: 'app'; scheme: string };

export function destinationOf(redirectUri: string): Destination {
  const url = URL.parse(redirectUri);
  if (!url) return { kind: 'site', origin: redirectUri };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'app', scheme: url.protocol };
  return isLoopback(url) ? { kind: 'program', host: url.host } : { kind: 'site', origin: url.origin };
}

/** Returns where the user will be sent in English words, in a form that they can compare with what they expect. */
export function destination(redirectUri: string): string {
  const to = destinationOf(redirectUri);
  switch (to.kind) {
    case 'app':
      return `the app on this device that opens ${to.scheme} links`;
    case 'program':
      return `a program on this computer (${to.host})`;
    case 'site':
      return to.origin;
  }
}

/** Returns the host by which a client can be recognised: its own page, or its redirect URI. */
export function clientHost(client: Client, redirectUri: string): string | null {
  // The server of the document is the client's identity; everything else is its own claim.
  if (client.origin === 'document') return new URL(client.id).host;
  for (const uri of [client.clientUri, redirectUri]) {
    const url = uri === null ? null : URL.parse(uri);
    if (url && /^https?:$/.test(url.protocol) && !isLoopback(url)) return url.host;
  }
  return null;
}

function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
