import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, request as open } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createApp } from '../../src/app.ts';
import { type ApiDefinition, inProcess } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { SECOND } from '../../src/lib/clock.ts';
import type { Client, ClientSettings } from '../../src/model/index.ts';
import { parseOperations } from '../../src/openapi/operation-table.ts';
import { nonceAt } from '../../src/rules/proof/nonce.ts';
import { API } from '../oauth/acme.ts';
import { type Served, serveOAuth } from '../oauth/serve.ts';
import type { ProofOptions, Prover } from './prover.ts';

const DOCUMENT = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }
security: [{ oauth: [read] }]
paths:
  /cases: { get: { operationId: listCases }, post: { operationId: createCase } }
  /mcp: { get: { operationId: mcp } }
  /write: { get: { operationId: change, security: [{ oauth: [write] }] } }
`;

export const TOKEN_URI = `https://${API}/oauth/token`;
export const CASES = `https://${API}/cases`;

export interface Heard {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: Record<string, unknown>;
}

/** The whole of one API behind one socket: OAuth endpoints, the guarded API, and the check for proxies. */
export interface Site {
  served: Served;
  /** Where Latchkey answers for the API to proxies and SDKs. */
  internal: string;
  /** Now, in seconds. */
  at(): number;
  nonce(): string;
  send(uri: string, options?: SendOptions): Promise<Heard>;
  /** A form to the token endpoint, with a proof unless `proof` is `null`. */
  token(form: Record<string, string>, proof: string | null, host?: string): Promise<Heard>;
  /** A proof as it should be, for the token endpoint unless told otherwise. */
  prove(prover: Prover, over?: Partial<ProofOptions>): string;
  /** An access token of client credentials, bound to the prover's key. */
  boundToken(prover: Prover): Promise<string>;
  /** Changes a client of the seed. */
  change(clientId: string, over: Partial<Client> & { settings?: ClientSettings }): Promise<void>;
}

export interface SendOptions {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

export async function openSite(t: TestContext, definition: Partial<ApiDefinition> = {}): Promise<Site> {
  const front = inProcess(async () => (request, response, caller) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ caller, headers: request.headers }));
  });
  const served = await serveOAuth({ front, ...definition });
  const { api } = served;
  const operations = parseOperations(DOCUMENT, 'openapi.yaml', api.config);
  const app = await createApp({ api, operations });
  const door = createDoor({ apps: [app], log: api.log, ready: async () => true, requireTls: false });
  const server = createServer(door).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await served.close();
  });

  const at = () => Math.floor(api.clock.now() / SECOND);
  const nonce = () => nonceAt(api.clock.now(), api.keys.form().macKey);
  const site: Site = {
    served,
    internal: `http://127.0.0.1:${port}/.latchkey/acme`,
    at,
    nonce,
    send(uri, { method = 'GET', headers = {}, body = '' } = {}) {
      const { host, pathname, search } = new URL(uri);
      return new Promise((resolve, reject) => {
        const outgoing = open(
          { host: '127.0.0.1', port, method, path: pathname + search, headers: { host, ...headers } },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('end', () => {
              const text = Buffer.concat(chunks).toString();
              const isJson = /json/.test(incoming.headers['content-type'] ?? '');
              const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
            });
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    },
    token: (form, proof, host = API) =>
      site.send(`https://${host}/oauth/token`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(proof === null ? {} : { dpop: proof }),
        },
        body: new URLSearchParams(form).toString(),
      }),
    prove: (prover, over = {}) =>
      prover.proof({ method: 'POST', uri: TOKEN_URI, at: at(), nonce: nonce(), ...over }),
    async boundToken(prover) {
      const { status, json } = await site.token(CREDENTIALS, site.prove(prover));
      assert.equal(status, 200, JSON.stringify(json));
      return String(json.access_token);
    },
    async change(clientId, over) {
      const known = await api.store.client(clientId, api.clock.now());
      assert.ok(known);
      await api.store.updateClient({ ...known.client, ...over }, []);
    },
  };
  return site;
}

/** A request of the client `web` for a token of its own. */
export const CREDENTIALS = {
  grant_type: 'client_credentials',
  client_id: 'web',
  client_secret: 'secret of web: +%&',
  scope: 'read',
};
