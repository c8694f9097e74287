import type { Client } from '../../model/index.ts';

/** Returns where the user will be sent, in a form that they can compare with what they expect. */
export function destination(redirectUri: string): string {
  const url = URL.parse(redirectUri);
  if (!url) return redirectUri;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return `the app on this device that opens ${url.protocol} links`;
  }
  return isLoopback(url) ? `a program on this computer (${url.host})` : url.origin;
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
