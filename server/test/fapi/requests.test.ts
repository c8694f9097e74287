import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ACCOUNTS, API, type World } from '../interop/world.ts';
import { newKey } from '../oauth/client-auth/signer.ts';
import type { Page } from '../pages/visitor.ts';
import { newProver } from '../proof/prover.ts';
import { type Bank, openBank, type Party, refused, SCOPE, type Twist } from './bank.ts';

/*
 * Invalid requests of the FAPI 2.0 plan: when a request is pushed, when its link is opened, and when a code
 * is redeemed.
 */

let bank: Bank;
let world: World;
let first: Party;
let second: Party;
before(async () => {
  bank = await openBank();
  world = bank.world;
  first = await bank.party('first', { auth: 'private_key_jwt', bound: 'dpop' });
  second = await bank.party('second', { auth: 'private_key_jwt', bound: 'dpop' });
});
after(() => bank.close());

const now = () => Math.floor(world.api.clock.now() / 1000);

describe('a client assertion', () => {
  const issuer = `https://${ACCOUNTS}`;
  const wrong: [string, () => Record<string, unknown>][] = [
    ['for the pushing endpoint', () => ({ aud: `https://${ACCOUNTS}/oauth/par` })],
    ['for the token endpoint', () => ({ aud: `https://${API}/oauth/token` })],
    ['for a list of the issuer and another', () => ({ aud: [issuer, `https://${API}/oauth/token`] })],
    ['for another server', () => ({ aud: 'https://other.example' })],
    ['for a longer issuer', () => ({ aud: `${issuer}/` })],
    ['from 62 s ahead', () => ({ iat: now() + 62, nbf: now() + 62, exp: now() + 122 })],
    ['that expired five minutes ago', () => ({ exp: now() - 300 })],
    ['without sub', () => ({ sub: undefined })],
    ['without exp', () => ({ exp: undefined })],
    ['of another client', () => ({ iss: 'second', sub: 'second' })],
  ];
  for (const [what, assertion] of wrong) {
    it(`${what} is refused, pushing as well as redeeming`, async () => {
      refused(await bank.push(first, undefined, { assertion: assertion() }), 'invalid_client');
      const code = await bank.code(first);
      refused(await bank.redeem(first, code, {}, { assertion: assertion() }), 'invalid_client');
      assert.equal((await bank.redeem(first, code)).status, 200);
    });
  }

  it('of a clock that is 8 s ahead is taken', async () => {
    const ahead = { assertion: { iat: now() + 8, nbf: now() + 8, exp: now() + 68 } };
    assert.equal((await bank.push(first, undefined, ahead)).status, 201);
  });

  it('is needed, from the registered key, and once', async () => {
    refused(await bank.push(first, undefined, { assertion: null }), 'invalid_client');
    refused(await bank.push(first, undefined, { signer: newKey('ES256', first.key.kid) }), 'invalid_client');
    const once = { assertion: { jti: 'used twice' } };
    assert.equal((await bank.push(first, undefined, once)).status, 201);
    refused(await bank.push(first, undefined, once), 'invalid_client');
    assert.equal((await bank.push(second, undefined, once)).status, 201);
  });
});

describe('a pushed request', () => {
  const wrong: [string, Record<string, string | undefined>, ...string[]][] = [
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with a space too many in scope', { scope: SCOPE.replace(' ', '  ') }, 'invalid_scope'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with PKCE of no method', { code_challenge_method: undefined }, 'invalid_request'],
    [
      'for an address that is not registered',
      { redirect_uri: 'https://app.example/other' },
      'invalid_request',
    ],
    ['without an address, of several', { redirect_uri: undefined }, 'invalid_request'],
    ['that refers to another', { request_uri: 'https://app.example/request' }, 'invalid_request'],
    ['for a code and an ID token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type'],
  ];
  for (const [what, over, error = ''] of wrong) {
    it(`${what} is refused to the client`, async () => {
      refused(await bank.push(first, bank.request(over)), error);
    });
  }

  it('is posted', async () => {
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const reply = await bank.push(first, undefined, { method });
      assert.equal(reply.status, 405);
      assert.match(String(reply.headers.allow), /POST/);
    }
  });

  const page = (answer: Page) => {
    assert.equal(answer.location, undefined, 'nobody is sent anywhere');
    assert.equal(answer.status, 400);
  };

  it('is opened by its client alone, until it was decided', async () => {
    const pushed = await bank.push(first);
    page(await world.visit(bank.link(second, pushed)));
    const link = bank.link(first, pushed);
    for (let times = 0; times < 2; times++) assert.match((await world.browser().get(pathOf(link))).text, /./);
    assert.ok((await world.allowed(link)).searchParams.has('code'));
    page(await world.visit(link));
    page(await world.visit(link.replace(/[^%]{8}$/, 'AAAAAAAA')));
  });

  it('is the only kind', async () => {
    const query = new URLSearchParams({ client_id: 'first', ...bank.request() });
    const answer = await world.visit(`https://${ACCOUNTS}/oauth/authorize?${query}`);
    const back = new URL(String(answer.location)).searchParams;
    assert.deepEqual([back.get('error'), back.get('state')], ['invalid_request', 'a state']);
    assert.equal(back.has('code'), false);
  });
});

describe('a code', () => {
  it('needs the right verifier', async () => {
    const code = await bank.code(first);
    refused(await bank.redeem(first, code, { code_verifier: '' }), 'invalid_grant');
    refused(await bank.redeem(first, code, { code_verifier: 'v'.repeat(43) }), 'invalid_grant');
    assert.equal((await bank.redeem(first, code)).status, 200);
  });

  it('asked for with the thumbprint of a key is redeemed with that key', async () => {
    const over = { dpop_jkt: first.prover.thumbprint };
    const other = { prover: newProver() };
    const code = await bank.code(first, over);
    refused(await bank.redeem(first, code, {}, other), 'invalid_grant');
    assert.equal((await bank.redeem(first, code)).status, 200);
  });

  it('asked for with a proof is redeemed with its key', async () => {
    const proving: Twist = { prover: first.prover };
    for (const over of [{}, { dpop_jkt: first.prover.thumbprint }]) {
      const code = await bank.code(first, over, proving);
      refused(await bank.redeem(first, code, {}, { prover: newProver() }), 'invalid_grant');
      assert.equal((await bank.redeem(first, code)).status, 200);
    }
    const request = bank.request({ dpop_jkt: newProver().thumbprint });
    refused(await bank.push(first, request, proving), 'invalid_request');
  });
});

function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}
