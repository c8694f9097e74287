import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDecisions } from '../src/local.ts';
import { createProtect } from '../src/next.ts';
import { connect, worldFor } from './local/world.ts';

/**
 * Next.js is not there; this holds the handlers to what its documentation says of route handlers in the App Router:
 * a function of a web-standard request and `{ params: Promise }` that gives a web-standard response.
 */
test('a route handler gets its caller and its params, and a refusal is Latchkey’s', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  const protect = createProtect({ url: world.url, key: world.key, trustProxy: () => '192.0.2.7' });
  t.after(() => protect.close());
  let ran = 0;
  const GET = protect<{ id: string }>(async (request, { caller, params }) => {
    ran++;
    return Response.json({ method: request.method, id: params.id, user: caller?.user?.id }, { status: 201 });
  });
  const call = (authorization: Record<string, string>) =>
    GET(new Request(`http://${world.host}/things/7?page=1`, { headers: authorization }), {
      params: Promise.resolve({ id: '7' }),
    });

  const answer = await call({ authorization: `Bearer ${token}` });
  assert.equal(answer.status, 201);
  assert.deepEqual(await answer.json(), { method: 'GET', id: '7', user: 'usr_1' });
  assert.match(answer.headers.get('ratelimit') ?? '', /r=\d+/);

  const refused = await call({});
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer /);
  assert.equal(((await refused.json()) as { code: string }).code, 'missing_token');
  assert.equal(ran, 1);
});

test('all handlers of an application share what they know', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  const protect = createProtect({ url: world.url, key: world.key, local: localDecisions() });
  t.after(() => protect.close());
  const handlers = [protect(() => new Response('one')), protect(() => new Response(null, { status: 204 }))];
  const bases: (string | null)[] = [];
  for (const handler of handlers) {
    const request = new Request(`http://${world.host}/things`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const answer = await handler(request, { params: Promise.resolve({}) });
    bases.push(answer.headers.get('latchkey-basis'));
  }
  assert.equal(bases[0], null);
  assert.match(bases[1] ?? '', /stream|recent/);
});
