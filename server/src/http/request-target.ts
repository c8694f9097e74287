import type { IncomingMessage } from 'node:http';

/**
 * Gives a request whose target is a whole address of the host in its `Host` header the path in the place of that
 * (RFC 9112 section 3.2.2: "a server MUST accept the absolute-form in requests"). One that names another host than
 * `Host` does is left as it is, and refused later: whoever reads it next might believe the other.
 */
export function useOriginForm(request: IncomingMessage): void {
  const { url = '' } = request;
  const [start = '', authority] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  if (authority === undefined || authority.toLowerCase() !== request.headers.host?.toLowerCase()) return;
  const rest = url.slice(start.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
