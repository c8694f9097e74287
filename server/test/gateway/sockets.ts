import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Api } from '../../src/api.ts';
import type { Front } from '../../src/gateway/front.ts';
import { hostName, toInbound } from '../../src/http/exchange.ts';
import { openListener } from '../../src/http/listener.ts';

export interface Listening {
  port: number;
  origin: string;
  server: Server;
  close(): Promise<void>;
}

export async function listen(handler: RequestListener): Promise<Listening> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    server,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Puts a front on the listener of the program, as the front door does. Settled fronts are told to `settled`. */
export async function listenFront(
  api: Api,
  front: Front,
  settled: () => void = () => {},
): Promise<Pick<Listening, 'port' | 'close'>> {
  const listener = await openListener('127.0.0.1', 0);
  listener.serve((incoming, response) => {
    const inbound = toInbound(incoming);
    const account = incoming.headers[(api.config.accountHeader ?? '').toLowerCase()];
    const call = {
      method: inbound.method,
      host: hostName(incoming.headers.host),
      path: inbound.path,
      query: inbound.query,
      authorization: inbound.headers.authorization,
      dpop: inbound.headers.dpop === undefined ? undefined : String(inbound.headers.dpop),
      origin: null,
      account: Array.isArray(account) ? account.join(',') : account,
      ip: inbound.ip,
      requestId: inbound.requestId,
    };
    front.handle(incoming, response, call).then(settled, () => response.destroy());
  });
  return {
    port: listener.port,
    async close() {
      front.close?.();
      await listener.close();
    },
  };
}

export interface Fetched {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface FetchOptions {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** One request with exactly this path on the wire. */
export async function fetchRaw(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: FetchOptions = {},
): Promise<Fetched> {
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await textOf(answer) };
}

export async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Sends bytes as they are and collects what comes back until the other side closes. */
export async function exchangeBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}
