import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { localCa } from '../../../server/src/tls/local-ca.ts';
import type { ReceivedEvent } from '../judge/observed.ts';

/** How the receiver behaves: as it should, or badly in one of these ways. */
export type Manner = 'right' | 'slow' | 'wrong' | 'cut off' | 'never';

export interface Receiver {
  url: string;
  /** For `latchkey webhook add --secret-stdin`. */
  secret: string;
  /** Of its certificate's authority, for `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
  /** Those that it accepted. */
  events: ReceivedEvent[];
  manner: Manner;
  close(): void;
}

/** Longer than a sender waits. */
const NEVER = 60_000;

/** A receiver of events over TLS on this machine. */
export async function startReceiver(folder: string): Promise<Receiver> {
  const authority = await localCa(folder);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const webhook = new Webhook(secret);
  const events: ReceivedEvent[] = [];
  const pending = new Set<NodeJS.Timeout>();
  const server = createServer(await authority.certificateFor(['localhost']), (request, response) => {
    request.setEncoding('utf8');
    request.toArray().then(
      (parts) => {
        const body = parts.join('');
        const accept = () => {
          events.push(eventIn(body, request.headers, webhook));
          response.writeHead(204).end();
        };
        const later = (ms: number) => {
          const timer = setTimeout(() => {
            pending.delete(timer);
            if (!response.destroyed) accept();
          }, ms);
          pending.add(timer);
        };
        if (receiver.manner === 'right') accept();
        else if (receiver.manner === 'slow') later(2_000);
        else if (receiver.manner === 'wrong') response.writeHead(500).end('Not today.');
        else if (receiver.manner === 'cut off') response.destroy();
        else later(NEVER);
      },
      () => response.destroy(),
    );
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const receiver: Receiver = {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    ...{ secret, caFile: authority.caFile, events, manner: 'right' },
    close() {
      for (const timer of pending) clearTimeout(timer);
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}

function eventIn(
  body: string,
  headers: Record<string, string | string[] | undefined>,
  webhook: Webhook,
): ReceivedEvent {
  const { type, data } = JSON.parse(body);
  const id = String(headers['webhook-id']);
  // Signed again with the time that it says: a sender whose clock is off is no forger.
  const sent = new Date(1_000 * Number(headers['webhook-timestamp']));
  const genuine = webhook.sign(id, sent, body) === headers['webhook-signature'];
  return { id, type, grantId: data.grant_id ?? null, genuine };
}
