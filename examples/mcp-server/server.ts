import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { protectMcp } from '@latchkey/guard/mcp';
import { openDatabase } from '../prospectconnect/database.ts';
import { fillOnce } from '../prospectconnect/records.ts';
import { createMcp } from './mcp.ts';

/** The MCP server in its own process, on the records of ProspectConnect's API. */

const { LATCHKEY_URL: url, LATCHKEY_GUARD_KEY: key, DATA: folder, PORT = '0' } = process.env;
if (!url || !key || !folder) {
  process.stderr.write('Cannot start: set LATCHKEY_URL, LATCHKEY_GUARD_KEY and DATA.\n');
  process.exit(1);
}

const database = openDatabase(folder);
fillOnce(database);
const mcp = createMcp(database);
// MCP_ORIGINS admits browser applications, such as the MCP Inspector.
const origins = process.env.MCP_ORIGINS?.split(' ') ?? [];
const server = createServer(
  getRequestListener(protectMcp(mcp, { url, key, origins, trustProxy: clientAddress })),
);
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
  return request.headers.get('x-forwarded-for')?.split(',')[0]?.trim() || '127.0.0.1';
}

function stop(): void {
  server.close(() => {
    database.close();
    process.exit(0);
  });
  // Ends the change streams, which would otherwise stay open as long as their clients want.
  void mcp.close();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', stop);
