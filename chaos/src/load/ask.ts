import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Question {
  host: string;
  method?: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  form?: [string, string][] | Record<string, string>;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Milliseconds after which a client gives an answer up. */
const PATIENCE = 15_000;

/** The way to the server: a balancer, or a node. Each has connections of its own, as each customer's program has. */
export class Way {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #port: () => number;

  /** @param port is asked before each request */
  constructor(port: () => number) {
    this.#port = port;
  }

  /** Rejects if there is no whole answer. */
  ask({ host, method = 'GET', path, headers = {}, form }: Question): Promise<Answer> {
    const body = form && new URLSearchParams(form).toString();
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          host: '127.0.0.1',
          port: this.#port(),
          method,
          path,
          signal: AbortSignal.timeout(PATIENCE),
          headers: {
            ...headers,
            host,
            // A balancer writes its own in place of it.
            'x-forwarded-proto': 'https',
            ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          },
        },
        (incoming) => {
          incoming.setEncoding('utf8');
          incoming.toArray().then((parts) => {
            const { statusCode: status = 0, headers: got } = incoming;
            resolve({ status, headers: got, text: parts.join('') });
          }, reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Returns the body as JSON, or an empty object. */
export function jsonOf({ text }: Answer): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
