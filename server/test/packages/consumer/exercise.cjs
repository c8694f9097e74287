// Guards an Express app, a handler and an MCP server with the installed package, and returns what callers see.
const { once } = require('node:events');
const { request } = require('node:http');

const { LATCHKEY_URL: url, LATCHKEY_GUARD_KEY: key, TOKEN } = process.env;
const HOST = 'api.notes.localhost';
const authorization = `Bearer ${TOKEN}`;

exports.exercise = async ({
  express,
  latchkey,
  express: { json },
  latchkeyGuard,
  localDecisions,
  protect,
  protectMcp,
}) => {
  const app = express();
  app.use(json());
  app.use(latchkeyGuard({ url, key }));
  app.get('/notes', (call, response) => {
    const { caller } = call;
    response.json({ email: caller.user.email, mayDelete: latchkey.can(caller, 'note.delete') });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const ask = (headers) =>
    new Promise((resolve, reject) => {
      const call = request({ port, path: '/notes', headers: { host: HOST, ...headers } }, async (answer) => {
        resolve({
          status: answer.statusCode,
          ...JSON.parse((await answer.setEncoding('utf8').toArray()).join('')),
        });
      });
      call.on('error', reject).end();
    });
  const [refused, allowed] = [await ask({}), await ask({ authorization })];

  const bases = await decideLocally(latchkey.createGuard, localDecisions);
  const handler = protect((_, caller) => Response.json(caller.user.email), { url, key });
  const call = (headers) => new Request(`http://${HOST}/notes`, { headers });
  const fetched = await handler(call({ authorization }));
  const tools = protectMcp({ fetch: async () => new Response() }, { url, key });
  const stranger = await tools(call({ origin: 'null' }));
  const forged = await latchkey
    .createIdentityVerifier({ url, key })('a.b.c')
    .catch((error) => error);
  // Kept until here: what the guard does by itself keeps no process alive.
  server.close();
  return {
    refused: [refused.status, refused.code],
    allowed: [allowed.status, allowed.email, allowed.mayDelete],
    fetched: [fetched.status, await fetched.json()],
    bases,
    stranger: stranger.status,
    forged: forged instanceof latchkey.IdentityError && forged.reason,
  };
};

/** Asks twice for the same call; the second time the guard knows the outcome, and is told of changes. */
async function decideLocally(createGuard, localDecisions) {
  const { promise: streaming, resolve } = Promise.withResolvers?.() ?? deferred();
  const local = localDecisions({ onStream: (event) => event === 'up' && resolve() });
  const guard = createGuard({ url, key, local });
  const call = { method: 'GET', host: HOST, uri: '/notes', authorization, headers: {}, ip: '127.0.0.1' };
  await streaming;
  const bases = [(await guard(call)).basis, (await guard(call)).basis];
  await guard.close();
  return bases;
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
