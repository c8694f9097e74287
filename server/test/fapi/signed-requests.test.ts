import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ACCOUNTS } from '../interop/world.ts';
import { newKey } from '../oauth/client-auth/signer.ts';
import { type Bank, nameOf, openBank, type Party, refused, VARIANTS } from './bank.ts';

/*
 * The signed requests of the FAPI 2.0 Message Signing plan, which it adds to those of the Security Profile.
 */

for (const variant of VARIANTS) {
  describe(`FAPI 2.0 Message Signing: ${nameOf(variant)}`, () => {
    let bank: Bank;
    let first: Party;
    before(async () => {
      bank = await openBank();
      first = await bank.party('first', variant, { requiresSignedRequests: true });
    });
    after(() => bank.close());

    const now = () => Math.floor(bank.world.api.clock.now() / 1000);

    it('leads from a signed request to a signed answer and to tokens', async () => {
      const pushed = await bank.push(first, bank.signed(first, { response_mode: 'jwt' }));
      const back = await bank.world.allowed(bank.link(first, pushed, { state: 'from outside' }));
      const response = String(back.searchParams.get('response'));
      assert.deepEqual([...back.searchParams.keys()], ['response']);
      assert.equal(decodeProtectedHeader(response).alg, 'ES256');
      const { iss, aud, state, code } = decodeJwt(response);
      assert.deepEqual([iss, aud, state], [`https://${ACCOUNTS}`, 'first', 'a state']);
      const tokens = await bank.redeem(first, String(code));
      assert.equal(tokens.status, 200, tokens.text);
      assert.equal((await bank.call(first, tokens)).status, 200);
    });

    const good: [string, () => Record<string, unknown>][] = [
      [
        'for a list of servers with this one',
        () => ({ aud: ['https://other.example', `https://${ACCOUNTS}`] }),
      ],
      ['from 8 s ahead', () => ({ nbf: now() + 8 })],
    ];
    for (const [what, over] of good) {
      it(`takes one ${what}`, async () => {
        assert.equal((await bank.push(first, bank.signed(first, over()))).status, 201);
      });
    }

    const wrong: [string, () => Record<string, unknown>, Record<string, unknown>?][] = [
      ['without nbf', () => ({ nbf: undefined })],
      ['without exp', () => ({ exp: undefined })],
      ['from 70 minutes ago', () => ({ nbf: now() - 4_200 })],
      ['for 70 minutes', () => ({ exp: now() + 4_200 })],
      ['for more than 60 minutes, begun before', () => ({ nbf: now() - 1_800, exp: now() + 2_400 })],
      ['that expired', () => ({ nbf: now() - 600, exp: now() - 300 })],
      ['for another server', () => ({ aud: 'https://other.example' })],
      ['by RS256', () => ({}), { alg: 'RS256' }],
      ['by none', () => ({}), { alg: 'none' }],
      ['that refers to another', () => ({ request_uri: 'https://app.example/request' })],
    ];
    for (const [what, over, header] of wrong) {
      it(`refuses one ${what}`, async () => {
        refused(await bank.push(first, bank.signed(first, over(), header)), 'invalid_request_object');
      });
    }

    it('refuses one by another key, and one that is not signed', async () => {
      const forged = { ...first, key: newKey('ES256', first.key.kid) };
      refused(await bank.push(first, bank.signed(forged)), 'invalid_request_object');
      refused(await bank.push(first), 'invalid_request');
    });
  });
}
