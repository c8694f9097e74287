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
  close(): Promise<void>;
}

export async function startProxy(url: string): Promise<Way> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (!proxy.open) return void client.destroy();
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
      behind.write(sent);
    });
    // The server has done what it was told when it answers; the client does not hear of it.
    behind.on('data', (said) => (deaf ? end() : void client.write(said)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: Way = {
    url: own.href,
    onSent: () => 'pass',
    open: true,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
