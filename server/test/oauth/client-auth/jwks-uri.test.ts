import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { type Served, serveOAuth } from '../serve.ts';
import { addClient, asserting, type ClientKey, claimsFor, newKey, ownToken, signedBy } from './signer.ts';

const [first, second] = [newKey('ES256', 'first'), newKey('ES256', 'second')];

let site: Server;
let fetched = 0;
let published: unknown;
let status = 200;
let served: Served;
let uri: string;

before(async () => {
  site = createServer((_request, response) => {
    fetched += 1;
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(JSON.stringify(published));
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  uri = `http://127.0.0.1:${(site.address() as AddressInfo).port}/jwks`;
});
after(() => {
  site.closeAllConnections();
  site.close();
});
beforeEach(async () => {
  served = await serveOAuth();
  // As in development: keys may be on this machine.
  served.api.address.secure = false;
  [fetched, status, published] = [0, 200, { keys: [first.jwk] }];
  await addClient(served, 'remote', { authMethod: 'private_key_jwt', settings: { jwksUri: uri } });
});
afterEach(() => served.close());

const by = (key: ClientKey, header = {}) =>
  ownToken(served, asserting(signedBy(key, claimsFor(served, 'remote'), header)));
const reason = async () => (await served.rows('token.refused'))[0]?.code;

describe('keys at a jwks_uri', () => {
  it('are fetched once for many requests, also for many at once', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => by(first)));
    assert.deepEqual(new Set(replies.map((reply) => reply.status)), new Set([200]));
    assert.equal((await by(first)).status, 200);
    assert.equal(fetched, 1);
  });

  it('are fetched again for a new key, but not for every made-up one', async () => {
    assert.equal((await by(first)).status, 200);
    published = { keys: [first.jwk, second.jwk] };
    served.later(20 * SECOND);
    assert.equal((await by(second)).status, 200);
    assert.equal(fetched, 2);
    for (let tries = 0; tries < 5; tries++) {
      assert.equal((await by(second, { kid: `made up ${tries}` })).status, 401);
      assert.equal(await reason(), 'assertion_signature');
    }
    assert.equal(fetched, 2);
    served.later(20 * SECOND);
    await by(second, { kid: 'made up' });
    assert.equal(fetched, 3);
  });

  it('stop counting when they are withdrawn', async () => {
    assert.equal((await by(first)).status, 200);
    published = { keys: [second.jwk] };
    served.later(MINUTE + SECOND);
    assert.equal((await by(first)).status, 401);
    assert.equal((await by(second)).status, 200);
  });

  it('that cannot be had let nobody in, and are not asked for all the time', async () => {
    for (const [code, answer] of [
      [500, {}],
      [302, { keys: [first.jwk] }],
      [200, { no: 'keys' }],
      [200, []],
      [200, { keys: 'x' }],
    ] as const) {
      [status, published] = [code, answer];
      served.later(MINUTE);
      const before = fetched;
      assert.equal((await by(first)).status, 401);
      assert.equal((await by(first)).status, 401);
      assert.equal(await reason(), 'assertion_keys_unavailable');
      assert.equal(fetched, before + 1);
    }
    [status, published] = [200, { keys: [null, 1, { kty: 'oct', k: 'AA' }, first.jwk] }];
    served.later(MINUTE);
    assert.equal((await by(first)).status, 200);
  });

  it('are out of reach on this machine in production', async () => {
    served.api.address.secure = true;
    assert.equal((await by(first)).status, 401);
    assert.equal(await reason(), 'assertion_keys_unavailable');
    assert.equal(fetched, 0);
  });
});
