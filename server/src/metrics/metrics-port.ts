import { json, problem } from '../http/answer.ts';
import { send, toInbound } from '../http/exchange.ts';
import { type Listener, openListener } from '../http/listener.ts';
import type { Metrics } from './metrics.ts';

/**
 * Serves `/metrics` on a port of its own: the figures tell how much an API is used, which its callers need not
 * know. Rejects with Node's error if the port is not available.
 */
export async function openMetricsPort(host: string, port: number, metrics: Metrics): Promise<Listener> {
  const listener = await openListener(host, port);
  listener.serve((request, response) => {
    const { method, path } = toInbound(request);
    if (path === '/healthz') return send(response, json(200, { status: 'ok' }));
    if (path !== '/metrics' || (method !== 'GET' && method !== 'HEAD')) {
      return send(
        response,
        problem({ status: 404, code: 'not_found', detail: 'The metrics are at /metrics.' }),
      );
    }
    metrics
      .shown()
      .then(({ type, text }) =>
        send(response, { status: 200, headers: { 'content-type': type }, body: text }),
      )
      .catch(() => response.destroy());
  });
  return listener;
}
