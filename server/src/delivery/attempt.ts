import type { IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { Api } from '../api.ts';
import { askPublic, type PublicRequest } from '../http/outbound.ts';
import { SECOND } from '../lib/clock.ts';
import { ok } from '../lib/result.ts';
import { withoutSecrets } from '../lib/secrets-in-text.ts';
import type { WebhookEndpoint } from '../model/index.ts';
import { openSecret } from './secret.ts';

/** The limit for name look-up, connection and answer together. */
export const TIMEOUT = 10 * SECOND;
/** As much of an answer is read; the connection is closed after it. */
const MOST_BYTES = 64 * 1024;
/** As much of it is kept for the endpoint's owner, in characters. */
const MOST_SHOWN = 500;

export type DeliveringApi = Pick<Api, 'config' | 'keys' | 'clock' | 'address'>;

export interface Message {
  /** The same for each attempt: by it a receiver knows an event that it has had. */
  id: string;
  body: string;
}

export interface Attempted {
  /** Whether the receiver answered with a status from 200 to 299. */
  delivered: boolean;
  /** The status, or why there was none. */
  answer: string;
  /** The beginning of the answer, on one line and without secrets; `null` where none is shown. */
  body: string | null;
}

/** Sends one signed message to an endpoint, once. Never rejects. */
export async function attempt(
  api: DeliveringApi,
  endpoint: WebhookEndpoint,
  message: Message,
  over: Partial<Pick<PublicRequest, 'signal' | 'resolve' | 'timeoutMs'>> = {},
): Promise<Attempted> {
  try {
    const answer = await askPublic(
      endpoint.url,
      {
        ...reachOf(api, endpoint),
        accept: [],
        timeoutMs: TIMEOUT,
        ...over,
        post: { type: 'application/json', body: message.body, headers: signed(api, endpoint, message) },
      },
      async (incoming) => ok({ status: incoming.statusCode ?? 0, body: await beginningOf(incoming) }),
    );
    if (!answer.ok) return { delivered: false, answer: answer.problem, body: null };
    const { status, body } = answer.value;
    const shown = endpoint.clientId !== null || api.config.webhooks.privateRanges.length === 0;
    return { delivered: status >= 200 && status < 300, answer: String(status), body: shown ? body : null };
  } catch {
    // An event or secret that cannot be read fails by itself, and the others of the endpoint go on.
    return { delivered: false, answer: 'unsendable', body: null };
  }
}

/** Where an endpoint may be: a private address is for the API owner's alone, where the configuration allows it. */
export function reachOf(
  { address, config }: Pick<Api, 'address' | 'config'>,
  { clientId }: Pick<WebhookEndpoint, 'clientId'>,
) {
  return {
    // A receiver may be another process on this machine only where nothing uses TLS.
    allowLoopback: !address.secure,
    alsoAllowed: clientId === null ? config.webhooks.privateRanges : [],
  };
}

/** While a secret is rotated both sign, so that a receiver may change it at any moment of the overlap. */
function signed(api: DeliveringApi, endpoint: WebhookEndpoint, { id, body }: Message) {
  const now = api.clock.now();
  const signatures = endpoint.secrets
    .filter(({ expiresAt }) => expiresAt === null || now < expiresAt)
    .map((secret) => new Webhook(openSecret(api, secret)).sign(id, new Date(now), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / SECOND)),
    'webhook-signature': signatures.join(' '),
  };
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_BYTES) break;
    }
  } catch {
    // The status counts; a body that is cut off is shown as far as it came.
  }
  // First removed, then cut: half a secret would not be recognized.
  const text = withoutSecrets(Buffer.concat(chunks).toString('utf8', 0, MOST_BYTES));
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_SHOWN);
}
