import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Local {
  port: number;
  close(): void;
}

/** The API behind: it answers with the tenant that it is told in `Latchkey-Identity`. */
export async function startUpstream(): Promise<Local> {
  const server = createServer((request, response) => {
    const [, claims = ''] = String(request.headers['latchkey-identity']).split('.');
    const { caller } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ tenant: caller?.tenant?.id ?? caller?.tenant ?? null }));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
