import type { IncomingMessage, RequestListener } from 'node:http';
import { Webhook } from 'standardwebhooks';

/**
 * The server of a platform that is told of changes: it plays the part of another company beside the demo, and knows
 * nothing of Latchkey but the secret of its endpoint.
 */

/** More than any event has. */
const LONGEST_BODY = 64 * 1024;
/** Older ones leave the page, and their ids are forgotten. */
const MOST_KEPT = 100;

export interface Platform {
  clientId: string;
  name: string;
  /** `whsec_…` */
  secret: string;
}

export interface Received {
  platform: string;
  /** The header `webhook-id`: the same if the event comes again. */
  id: string;
  type: string;
  data: Record<string, unknown>;
  at: Date;
}

export interface Receiver {
  /** Takes `POST /webhooks/<client id>`. */
  listen: RequestListener;
  /** The newest first. */
  received: readonly Received[];
}

/** `told` is called with each event that is verified and new. */
export function platformReceiver(platforms: () => Platform[], told: (event: Received) => void): Receiver {
  const received: Received[] = [];

  async function take(request: IncomingMessage): Promise<number> {
    const platform = platforms().find(({ clientId }) => request.url === `/webhooks/${clientId}`);
    if (!platform) return 404;
    const body = await bodyOf(request);
    if (body === null) return 413;
    try {
      const headers = request.headers as Record<string, string>;
      const { type, data } = new Webhook(platform.secret).verify(body, headers) as Received;
      const id = String(request.headers['webhook-id']);
      // A delivery whose answer was lost comes again.
      if (received.some((event) => event.id === id)) return 204;
      const event = { platform: platform.name, id, type, data, at: new Date() };
      received.unshift(event);
      received.splice(MOST_KEPT);
      told(event);
      return 204;
    } catch {
      return 400;
    }
  }

  return {
    received,
    listen: (request, response) => {
      take(request).then(
        (status) => response.writeHead(status).end(),
        () => response.destroy(),
      );
    },
  };
}

/** Returns an event as one line for the terminal. */
export function receivedLine({ platform, type, data, id }: Received): string {
  const account = data.connected_account_id;
  return `${platform} got a webhook: ${type}${account === undefined ? '' : ` of ${account}`} (signature verified, ${id})`;
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
