import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { gatewayRecipes } from '../scenarios.ts';
import { portOf, takePart, upstreamAddress } from './talk.ts';

/* Fastify's proxy, set up as documented. Undici keeps its connections to the upstream. */

const app = fastify();
await app.register(httpProxy, { upstream: upstreamAddress() });
await app.listen({ port: 0, host: '127.0.0.1' });
takePart({ port: portOf(app.server.address()), recipes: gatewayRecipes('127.0.0.1') });
