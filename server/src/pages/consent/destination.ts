import type { Client } from '../../model/index.ts';

/** Where somebody will be sent, in words that can be compared with what they expect. */
export function destination(redirectUri: string): string {
  const url = URL.parse(redirectUri);
  if (!url) return redirectUri;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return `the app on this device that opens ${url.protocol} links`;
  }
  return isLoopback(url) ? `a program on this computer (${url.host})` : url.origin;
}

/** The host by which a client can be recognised: its own page, or where its answers go. */
export function clientHost(client: Client, redirectUri: string): string | null {
  // The host that serves the document is the one that asks; the document can say anything else.
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
