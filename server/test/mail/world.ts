import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { newId } from '../../src/lib/ids.ts';
import type { Outgoing } from '../../src/mail/transport.ts';
import { ConnectedAccountId, type Mail, TenantId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/store.ts';
import { localCa } from '../../src/tls/local-ca.ts';
import { burst } from '../anomalies/burst.ts';
import { DAY, folder, HOUR, NOW } from '../store/fixtures.ts';

export interface Arrived {
  from: string;
  to: string[];
  /** Headers and text, as they came. */
  raw: string;
  overTls: boolean;
}

/** An SMTP server on this machine, with a certificate for `localhost` by a local authority. */
export async function smtpServer(t: TestContext, options: SMTPServerOptions = {}) {
  const files = folder();
  const authority = await localCa(files.path('ca'));
  const arrived: Arrived[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    ...(await authority.certificateFor(['localhost'])),
    ...{ authOptional: true, disableReverseLookup: true, logger: false, closeTimeout: 1 },
    async onData(stream, { envelope, secure }, taken) {
      const raw = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)).toString();
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      arrived.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw, overTls: secure });
      taken();
      for (const look of waiting) look();
    },
    ...options,
  });
  // A client that does not trust the certificate, or goes, is no fault of the test.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  t.after(() => {
    server.close();
    files.remove();
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    ca: await readFile(authority.caFile, 'utf8'),
    arrived,
    /** Resolves when that many mails have come. */
    until: (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (arrived.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

export function mail(over: Partial<Mail> = {}): Mail {
  return {
    id: newId('mail'),
    ...{
      recipient: 'ann@acme.example',
      subject: 'Unusual use',
      text: 'Look at it:\nhttps://acme.example/\n',
    },
    ...{ html: null, secret: null },
    ...{
      userId: null,
      tenantId: null,
      subscription: null,
      createdAt: NOW,
      attempts: 0,
      dueAt: NOW,
      answer: null,
    },
    expiresAt: NOW + 7 * DAY,
    ...over,
  };
}

export function outgoing(over: Partial<Outgoing> = {}): Outgoing {
  return { ...mail(), unsubscribe: null, ...over };
}

/** Returns the text of a mail as it was written; the same in HTML is beside it. */
export function textOf({ raw }: Arrived): string {
  return partOf(raw, 'text/plain');
}

export function htmlOf({ raw }: Arrived): string {
  return partOf(raw, 'text/html');
}

function partOf(raw: string, type: string): string {
  const [, boundary] = /^Content-Type: multipart\/alternative;\s+boundary="([^"]+)"/im.exec(raw) ?? [];
  const parts = boundary === undefined ? [raw] : raw.split(`--${boundary}`);
  const part = parts.find((each) => each.trimStart().startsWith(`Content-Type: ${type}`));
  const [head = '', ...rest] = (part ?? raw).trimStart().split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').replaceAll('\r\n', '\n');
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(head)) return body;
  const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
  return decodeURIComponent(bytes.replace(/%(?![0-9A-F]{2})/g, '%25'));
}

/** The hour in which a connection of `org_b` is used as never before. */
export const UNUSUAL_HOUR = NOW + 10 * DAY + 10 * HOUR;

/** The connected account that is used so, and its tenant. */
export const UNUSUAL = { tenantId: TenantId('org_b'), connectedAccountId: ConnectedAccountId('conn_b') };

/** Makes an alert about it, with these mails. */
export async function alertWith(store: Store, mails: Mail[]): Promise<void> {
  await burst(store, UNUSUAL_HOUR, UNUSUAL, { managing: ['owner'], write: () => mails });
}
