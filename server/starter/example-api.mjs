// A stand-in for your API, to see what arrives behind Latchkey: node example-api.mjs
//
// Your own API verifies the header Latchkey-Identity with @latchkey/guard, in one line for Express, Fastify,
// Hono and fetch. This one only reads it, because it listens on this machine only.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const token = request.headers['latchkey-identity'];
  const claims = token ? JSON.parse(Buffer.from(token.split('.')[1], 'base64url')) : null;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ asked: `${request.method} ${request.url}`, caller: claims?.caller ?? null }));
});
server.listen(process.env.PORT ?? 5000, '127.0.0.1', () => {
  console.log(`The example API listens on http://127.0.0.1:${server.address().port}`);
});
