import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { API } from '../interop/world.ts';
import type { Reply } from '../oauth/serve.ts';
import { newProver, type ProofOptions } from '../proof/prover.ts';
import { type Bank, openBank, type Party } from './bank.ts';

/* The proofs of the FAPI 2.0 plan: those that have to be taken, and those that must not. Each goes to the API. */

let bank: Bank;
let party: Party;
let tokens: Reply;
before(async () => {
  bank = await openBank();
  party = await bank.party('first', { auth: 'private_key_jwt', bound: 'dpop' });
  tokens = await bank.tokens(party);
});
after(() => bank.close());

const HELLO = `https://${API}/v1/hello`;
const now = () => Math.floor(bank.world.api.clock.now() / 1000);
const attempt = (proof: Partial<ProofOptions>) => bank.call(party, tokens, { proof });

describe('a proof is taken', () => {
  const good: [string, () => Partial<ProofOptions>][] = [
    ['as it should be', () => ({})],
    ['from 10 s ago', () => ({ at: now() - 10 })],
    ['from 10 s ahead', () => ({ at: now() + 10 })],
    ['with nbf and exp', () => ({ claims: { nbf: now(), exp: now() + 300 } })],
    ['with members that mean nothing', () => ({ claims: { extra: 1 }, header: { extra: 'x' } })],
    [
      'with the scheme and host in capitals',
      () => ({ uri: HELLO.replace(/^https:..[^/]+/, (all) => all.toUpperCase()) }),
    ],
    ['with the port that goes without saying', () => ({ uri: HELLO.replace(API, `${API}:443`) })],
    ['with query and fragment', () => ({ uri: `${HELLO}?a=b#c` })],
  ];
  for (const [what, proof] of good) {
    it(what, async () => {
      const reply = await attempt(proof());
      assert.equal(reply.status, 200, reply.text);
    });
  }

  it('at every endpoint, from 10 s ago and from 10 s ahead', async () => {
    for (const seconds of [-10, 10]) {
      const twist = () => ({ prover: party.prover, proof: { at: now() + seconds } });
      const code = await bank.code(party, {}, twist());
      assert.equal((await bank.redeem(party, code, {}, twist())).status, 200);
    }
  });
});

describe('a proof is refused', () => {
  const { privateKey, jwk } = newProver();
  const wrong: [string, () => Partial<ProofOptions>][] = [
    ['without typ', () => ({ header: { typ: undefined } })],
    ['of another typ', () => ({ header: { typ: 'JWT' } })],
    ['without alg', () => ({ header: { alg: undefined } })],
    ['of the alg none', () => ({ header: { alg: 'none' } })],
    ['of an alg that FAPI does not permit', () => ({ header: { alg: 'RS256' } })],
    ['without jwk', () => ({ header: { jwk: undefined } })],
    [
      'with the private key',
      () => ({ header: { jwk: privateKey.export({ format: 'jwk' }) }, signedBy: privateKey }),
    ],
    ['of another key', () => ({ header: { jwk }, signedBy: privateKey })],
    ['with a wrong signature', () => ({ signedBy: privateKey })],
    ['without jti', () => ({ claims: { jti: undefined } })],
    ['without htm', () => ({ claims: { htm: undefined } })],
    ['for another method', () => ({ method: 'PUT' })],
    ['without htu', () => ({ claims: { htu: undefined } })],
    ['for another address', () => ({ uri: `https://${API}/v1/other` })],
    ['without iat', () => ({ claims: { iat: undefined } })],
    ['from an hour ago', () => ({ at: now() - 3_600 })],
    ['from an hour ahead', () => ({ at: now() + 3_600 })],
    ['without ath', () => ({ token: undefined })],
    ['for another token', () => ({ token: 'another' })],
  ];
  for (const [what, proof] of wrong) {
    it(what, async () => {
      const reply = await attempt(proof());
      assert.equal(reply.status, 401, reply.text);
      assert.match(String(reply.headers['www-authenticate']), /^DPoP .*error="invalid_(dpop_proof|token)"/);
    });
  }

  it('the second time', async () => {
    const claims = { jti: 'the same for both' };
    assert.equal((await attempt({ claims })).status, 200);
    assert.equal((await attempt({ claims })).status, 401);
  });

  it('when there is none, whatever the scheme of the token', async () => {
    const token = String(tokens.json.access_token);
    for (const scheme of ['DPoP', 'Bearer']) {
      const headers = { authorization: `${scheme} ${token}` };
      assert.equal((await bank.call(party, tokens, { prover: null }, headers)).status, 401);
    }
    assert.equal((await attempt({})).status, 200, 'the token itself is as good as before');
  });
});
