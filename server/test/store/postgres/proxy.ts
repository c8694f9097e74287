import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a PostgreSQL server that can be cut. */
export interface Way {
  /** The server's address by this way. */
  url: string;
  /** Called with what a client sends before it goes on; `cut` ends the connection instead, `deaf` passes it on and then ends it. */
  onSent: (text: string) => 'pass' | 'cut' | 'deaf';
  /** Whether new connections are taken. */
  open: boolean;
  /** So many new connections are told that the server is starting. */
  starting: number;
  /** While it is true, nothing arrives on either side, and no connection ends; what was sent arrives afterwards. */
  silent: boolean;
  close(): Promise<void>;
}

/** The server's message at the end of a transaction: `ReadyForQuery`, idle. */
const IDLE = 'Z\0\0\0\x05I';
/** SQLSTATE 57P03, `cannot_connect_now`. */
const STARTING = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0';

function refuse(client: Socket): void {
  const length = Buffer.alloc(4);
  length.writeInt32BE(STARTING.length + 4);
  client.on('error', () => {});
  client.once('data', () => client.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(STARTING)])));
}

export async function startProxy(url: string): Promise<Way> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let silent = false;
  let held: (() => void)[] = [];
  const pass = (to: Socket, data: Buffer) => {
    if (silent) held.push(() => to.write(data));
    else to.write(data);
  };
  const server = createServer((client) => {
    if (!proxy.open) return void client.destroy();
    if (proxy.starting > 0) {
      proxy.starting -= 1;
      return refuse(client);
    }
    const behind = connect(Number(target.port), target.hostname);
    const end = () => {
      client.destroy();
      behind.destroy();
    };
    let deaf = false;
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (sent) => {
      const verdict = proxy.onSent(sent.toString('latin1'));
      if (verdict === 'cut') return end();
      if (verdict === 'deaf') deaf = true;
      pass(behind, sent);
    });
    // The server has done what it was told when it answers; the client does not hear of it.
    behind.on('data', (said) => (!deaf ? pass(client, said) : said.includes(IDLE) && end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: Way = {
    url: own.href,
    onSent: () => 'pass',
    open: true,
    starting: 0,
    get silent() {
      return silent;
    },
    set silent(to) {
      silent = to;
      if (!silent) for (const arrive of held) arrive();
      if (!silent) held = [];
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
