import { Agent, createServer } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { gatewayRecipes } from '../scenarios.ts';
import { portOf, takePart, upstreamAddress } from './talk.ts';

/* http-proxy-3, set up as documented, with an agent that keeps connections and the headers that tell of the caller. */

const proxy = createProxyServer({
  target: upstreamAddress(),
  agent: new Agent({ keepAlive: true }),
  xfwd: true,
});
const server = createServer((request, response) => proxy.web(request, response));
server.listen(0, '127.0.0.1', () => {
  takePart({ port: portOf(server.address()), recipes: gatewayRecipes('127.0.0.1') });
});
