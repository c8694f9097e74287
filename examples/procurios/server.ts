import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { latchkeyGuard } from '@latchkey/guard/express';
import type { Request } from 'express';
import { createApp } from './app.ts';
import { ObjectStore } from './object-store.ts';
import { fill } from './records.ts';

const { LATCHKEY_URL: url, LATCHKEY_GUARD_KEY: key, DATA: folder, PORT = '0' } = process.env;
if (!url || !key || !folder) {
  process.stderr.write('Cannot start: set LATCHKEY_URL, LATCHKEY_GUARD_KEY and DATA.\n');
  process.exit(1);
}

const store = new ObjectStore(folder);
fill(store);
const server = createServer(createApp(store, latchkeyGuard({ url, key, trustProxy: clientAddress })));
server.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  if (process.send) process.send({ port });
  else process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
});
server.on('error', (error) => {
  process.stderr.write(`Cannot start: ${error.message}\n`);
  process.exit(1);
});

/**
 * On the loopback interface, only the machine's own proxy calls this server, and it puts the client first.
 */
function clientAddress(request: Request): string {
  const forwarded = request.headers['x-forwarded-for'];
  const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',')[0]?.trim();
  return first || (request.socket.remoteAddress ?? '0.0.0.0');
}

function stop(): void {
  server.close(() => {
    store.close();
    process.exit(0);
  });
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', stop);
