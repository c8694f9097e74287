import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from '../../../src/api.ts';
import { type ApiDefinition, inProcess } from '../../../src/config/index.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { openListener, startLatchkey } from '../../../src/main.ts';
import { localCa } from '../../../src/tls/local-ca.ts';
import { ACCOUNTS, API, acme, seed } from '../acme.ts';
import type { Reply } from '../serve.ts';
import type { Certified } from './certificates.ts';

export const MTLS = 'mtls.acme.test';

/** The whole of Latchkey behind real TLS: one port as usual, and one that asks for certificates. */
export interface OverTls {
  api: Api;
  ports: { plain: number; asking: number };
  /** The authority that vouches for the server, as PEM. */
  ca: string;
  call(options: TlsCall): Promise<Reply>;
  /** A form for the token endpoint, where certificates are asked for. */
  token(form: Record<string, string>, certificate?: Certified): Promise<Reply>;
  close(): Promise<void>;
}

export interface TlsCall {
  host: string;
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  certificate?: Certified | undefined;
  /** The port that does not ask. */
  plain?: boolean;
}

const DOCUMENT = `openapi: 3.1.0
info: { title: Acme, version: "1" }
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: https://${API}/oauth/token, scopes: { read: See } } }
paths:
  /v1/hello:
    get:
      operationId: hello
      security: [{ oauth: [read] }]
      responses: { "200": { description: Hello } }
`;

export async function serveOverTls(definition: Partial<ApiDefinition>): Promise<OverTls> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-mtls-'));
  await writeFile(join(folder, 'openapi.yaml'), DOCUMENT);
  const config = acme({
    front: inProcess(async () => (_incoming, response, caller) => {
      response.end(JSON.stringify({ client: caller?.client?.id }));
    }),
    ...definition,
  });
  const listener = await openListener('127.0.0.1', 0);
  const running = await startLatchkey({
    apis: [{ config, file: join(folder, 'latchkey.config.ts') }],
    dataDir: folder,
    masterKey: randomBytes(32),
    listener,
    hosts: 'public',
    clock: systemClock,
    log: createLogger({ level: 'silent' }),
    prepare: async ({ store }) => {
      await store.seedOnce(seed());
    },
  });
  const authority = await localCa(join(folder, 'ca'));
  const pair = await authority.certificateFor([ACCOUNTS, API, MTLS]);
  const ports = {
    plain: await listener.listenTls(0, pair),
    asking: await listener.listenTls(0, pair, { asksForCertificates: true }),
  };
  const ca = await readFile(authority.caFile, 'utf8');
  const api = running.apis.get('acme');
  if (!api) throw new Error('The API did not start.');

  const call = ({ host, path, method = 'GET', headers = {}, body = '', certificate, plain }: TlsCall) =>
    new Promise<Reply>((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: plain ? ports.plain : ports.asking,
          servername: host,
          ca,
          agent: false,
          method,
          path,
          headers: { host, ...headers },
          ...(certificate ? { cert: certificate.pem, key: certificate.key } : {}),
        },
        async (incoming) => {
          const chunks: Buffer[] = [];
          for await (const chunk of incoming) chunks.push(chunk as Buffer);
          const text = Buffer.concat(chunks).toString();
          const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return {
    api,
    ports,
    ca,
    call,
    token: (form, certificate) =>
      call({
        host: MTLS,
        path: '/oauth/token',
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        certificate,
      }),
    async close() {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
