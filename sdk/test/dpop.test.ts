import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import express from 'express';
import Fastify from 'fastify';
import { API, NOW } from '../../server/test/oauth/acme.ts';
import { newProver } from '../../server/test/proof/prover.ts';
import { CASES, openSite } from '../../server/test/proof/site.ts';
import * as forExpress from '../src/express.ts';
import * as forFastify from '../src/fastify.ts';
import { protect } from '../src/fetch.ts';
import { close, listen } from './latchkey-double.ts';
import { send } from './raw-http.ts';

test('a proof reaches Latchkey through every adapter, and what it answers comes back', async (t) => {
  const site = await openSite(t);
  // The SDK reads the real clock when it verifies identities.
  site.served.later(Date.now() - NOW);
  const prover = newProver();
  const token = await site.boundToken(prover);
  const options = { url: site.internal, key: site.served.api.keys.guardKey() };
  const proof = (nonce: string | undefined) =>
    prover.proof({ method: 'GET', uri: CASES, at: site.at(), nonce, token });

  const withExpress = express();
  withExpress.use(forExpress.latchkeyGuard(options));
  withExpress.get('/cases', (_request, response) => void response.end('cases'));
  const onExpress = createServer(withExpress);
  const withFastify = Fastify();
  await withFastify.register(forFastify.latchkeyGuard, options);
  withFastify.get('/cases', () => 'cases');
  await withFastify.ready();

  for (const server of [onExpress, withFastify.server]) {
    const origin = await listen(server);
    t.after(() => close(server));
    const call = (headers: Record<string, string>) =>
      send(origin, '/cases', { headers: { host: API, authorization: `DPoP ${token}`, ...headers } });
    const first = await call({ dpop: proof(undefined) });
    assert.equal(first.status, 401);
    const challenge = String(first.headers['www-authenticate']);
    assert.match(challenge, /^DPoP realm="Acme", error="use_dpop_nonce", /);
    assert.match(challenge, /resource_metadata="https:\/\/api\.acme\.test\/\.well-known\//);
    const second = await call({ dpop: proof(String(first.headers['dpop-nonce'])) });
    assert.deepEqual([second.status, second.headers['dpop-nonce']], [200, site.nonce()]);
    const downgraded = await call({ authorization: `Bearer ${token}` });
    assert.equal(JSON.parse(downgraded.body.toString()).code, 'token_bound');
  }

  const handler = protect(() => new Response('cases'), options);
  const headers = { authorization: `DPoP ${token}`, dpop: proof(site.nonce()) };
  const answer = await handler(new Request(CASES, { headers }));
  assert.deepEqual([answer.status, answer.headers.get('dpop-nonce')], [200, site.nonce()]);
  assert.equal((await handler(new Request(CASES, { headers }))).status, 401, 'the proof was used');
});
