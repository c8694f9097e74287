import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';

/** A challenge, as Latchkey tells of it. The management API's document has every member. */
export interface Challenge {
  purpose: 'sign_in' | 'consent';
  client: { name: string; host: string | null; destination: string } | null;
  scopes: { name: string; title: string; optional: boolean; granted: boolean }[];
  prompt: string[];
  loginHint: string | null;
  maxAge: number | null;
  message: string | null;
  tenant: { id: string; name: string } | null;
  person: { subject: string | null; role: string } | null;
}

/** Asks Latchkey's management API with the token of this application. */
export class Latchkey {
  readonly #base: URL;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = new URL(base);
    this.#token = token;
  }

  /** Returns `null` for a challenge that is unknown, was answered or has expired. */
  async challenge(challenge: string): Promise<Challenge | null> {
    const { status, body } = await this.#ask('GET', pathOf(challenge));
    if (status === 404) return null;
    if (status !== 200) throw new Error(`Latchkey answers ${status}: ${JSON.stringify(body)}`);
    return body as Challenge;
  }

  /** Answers a challenge. Returns the address to send the browser to. */
  async answer(
    challenge: string,
    how: 'accept' | 'accept-consent' | 'refuse',
    answer: object,
  ): Promise<string> {
    const { status, body } = await this.#ask('POST', `${pathOf(challenge)}/${how}`, answer);
    const { redirectTo } = body as { redirectTo?: string };
    if (status !== 200 || !redirectTo) throw new Error(`Latchkey answers ${status}: ${JSON.stringify(body)}`);
    return redirectTo;
  }

  #ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const { protocol, hostname, host, port, pathname } = this.#base;
    const send = protocol === 'https:' ? requestSecurely : request;
    // Node does not find the names below localhost by itself everywhere.
    const local = hostname.endsWith('.localhost');
    return new Promise((resolve, reject) => {
      const asked = send(
        {
          method,
          hostname: local ? '127.0.0.1' : hostname,
          port,
          path: pathname + path,
          headers: {
            host,
            authorization: `Bearer ${this.#token}`,
            ...(body ? { 'content-type': 'application/json' } : {}),
          },
        },
        async (answer) => {
          let text = '';
          for await (const piece of answer.setEncoding('utf8')) text += piece;
          resolve({ status: answer.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) });
        },
      );
      asked.on('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  }
}

function pathOf(challenge: string): string {
  return `/sign-in-challenges/${encodeURIComponent(challenge)}`;
}
