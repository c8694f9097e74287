import type { IncomingMessage } from 'node:http';

/**
 * Replaces an absolute request target whose host equals the `Host` header with its path (RFC 9112 section
 * 3.2.2: "a server MUST accept the absolute-form in requests"). A target with another host stays as it is and
 * is refused later: the next server might believe the other of the two.
 */
export function useOriginForm(request: IncomingMessage): void {
  const { url = '' } = request;
  if (url.startsWith('/')) return;
  const [start = '', authority] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  if (authority === undefined || authority.toLowerCase() !== request.headers.host?.toLowerCase()) return;
  const rest = url.slice(start.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
