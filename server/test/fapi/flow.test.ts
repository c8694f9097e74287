import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { CALLBACK } from '../interop/world.ts';
import { newProver } from '../proof/prover.ts';
import { type Bank, nameOf, openBank, type Party, refused, SCOPE, VARIANTS, WITH_QUERY } from './bank.ts';

/* Requests of the FAPI 2.0 Security Profile plan that have to succeed, and those that must not afterwards. */

for (const variant of VARIANTS) {
  describe(`FAPI 2.0: ${nameOf(variant)}`, () => {
    let bank: Bank;
    let first: Party;
    let second: Party;
    before(async () => {
      bank = await openBank();
      first = await bank.party('first', variant);
      second = await bank.party('second', variant);
    });
    after(() => bank.close());

    it('leads from a pushed request to a call, with state, issuer and nonce as they were', async () => {
      const state = `${'s'.repeat(124)}-._~`;
      const pushed = await bank.push(first, bank.request({ state, nonce: 'n'.repeat(64) }));
      assert.ok(Number(pushed.json.expires_in) >= 5 && Number(pushed.json.expires_in) < 600);
      const back = await bank.world.allowed(bank.link(first, pushed));
      assert.equal(back.searchParams.get('state'), state);
      assert.equal(back.searchParams.get('iss'), bank.world.api.address.issuer);
      const code = String(back.searchParams.get('code'));
      const tokens = await bank.redeem(first, code);
      assert.equal(tokens.status, 200, tokens.text);
      assert.equal(tokens.json.token_type, variant.bound === 'dpop' ? 'DPoP' : 'Bearer');
      const claims = decodeJwt(String(tokens.json.id_token));
      assert.deepEqual([claims.nonce, claims.aud], ['n'.repeat(64), 'first']);
      assert.equal(decodeProtectedHeader(String(tokens.json.id_token)).alg, 'ES256');
      const called = await bank.call(first, tokens, {}, { accept: 'application/json;charset=UTF-8' });
      assert.equal(called.status, 200, called.text);
      assert.ok(called.headers.date);
    });

    it('is the same without openid, and then has no ID token', async () => {
      const tokens = await bank.redeem(first, await bank.code(first, { scope: 'read', nonce: undefined }));
      assert.equal(tokens.status, 200, tokens.text);
      assert.equal(tokens.json.id_token, undefined);
      assert.ok(tokens.json.refresh_token);
      assert.equal((await bank.call(first, tokens)).status, 200);
    });

    it('takes scopes in any order, a request without state or nonce, and a redirect URI with a query', async () => {
      const reversed = SCOPE.split(' ').reverse().join(' ');
      const over = { scope: reversed, state: undefined, nonce: undefined, redirect_uri: WITH_QUERY };
      const back = await bank.world.allowed(bank.link(first, await bank.push(first, bank.request(over))));
      assert.equal(back.searchParams.get('dummy1'), 'lorem');
      assert.equal(back.searchParams.get('dummy2'), 'ipsum');
      assert.equal(back.searchParams.has('state'), false);
      const code = String(back.searchParams.get('code'));
      const tokens = await bank.redeem(first, code, { redirect_uri: WITH_QUERY });
      assert.equal(tokens.status, 200, tokens.text);
      assert.equal(decodeJwt(String(tokens.json.id_token)).nonce, undefined);
    });

    it('brings back long values as they are, or says that they are too long', async () => {
      const over = { state: `${'s'.repeat(996)}-._~`, nonce: 'n'.repeat(384) };
      const back = await bank.world.allowed(bank.link(first, await bank.push(first, bank.request(over))));
      assert.equal(back.searchParams.get('state'), over.state);
      const tokens = await bank.redeem(first, String(back.searchParams.get('code')));
      assert.equal(decodeJwt(String(tokens.json.id_token)).nonce, over.nonce);
    });

    it('counts what was pushed, whatever the link says beside it', async () => {
      const also = {
        state: 'another',
        nonce: 'another',
        response_type: 'code',
        redirect_uri: CALLBACK,
        scope: SCOPE,
      };
      const pushed = await bank.push(first);
      const back = await bank.world.allowed(bank.link(first, pushed, also));
      assert.equal(back.searchParams.get('state'), 'a state');
      const tokens = await bank.redeem(first, String(back.searchParams.get('code')));
      assert.equal(decodeJwt(String(tokens.json.id_token)).nonce, 'a nonce');
    });

    it('sends a user who declines back with access_denied', async () => {
      const link = bank.link(second, await bank.push(second, bank.request({ redirect_uri: WITH_QUERY })));
      const page = await bank.world.visit(link, undefined, 'deny');
      const back = new URL(String(page.location)).searchParams;
      assert.equal(back.get('error'), 'access_denied');
      assert.equal(back.get('state'), 'a state');
      assert.deepEqual([back.get('dummy1'), back.get('dummy2')], ['lorem', 'ipsum']);
    });

    it('gives one party nothing for what was issued to the other', async () => {
      const code = await bank.code(first);
      refused(await bank.redeem(second, code), 'invalid_grant');
      const tokens = await bank.redeem(first, code);
      assert.equal(tokens.status, 200, 'the wrong party burns nobody’s code');
      const stolen = await bank.call(second, tokens);
      assert.equal(stolen.status, 401);
      refused(await bank.refresh(second, tokens), 'invalid_grant');
    });

    it('refreshes with the same token as long as it is used, though the DPoP key is another', async () => {
      const tokens = await bank.tokens(first);
      for (let times = 0; times < 2; times++) {
        const renewed: Party = { ...first, prover: newProver() };
        const refreshed = await bank.refresh(renewed, tokens, { scope: SCOPE });
        assert.equal(refreshed.status, 200, refreshed.text);
        assert.equal(refreshed.json.refresh_token, tokens.json.refresh_token);
        assert.equal(refreshed.headers['cache-control'], 'no-store');
        assert.equal((await bank.call(renewed, refreshed)).status, 200);
      }
    });

    it('refuses to refresh without the proofs of the client and of its key', async () => {
      const tokens = await bank.tokens(first);
      const unproved = { certificate: null, prover: null };
      const errors =
        variant.bound === 'dpop' ? ['invalid_dpop_proof'] : ['invalid_request', 'invalid_client'];
      refused(
        await bank.refresh(
          first,
          tokens,
          {},
          { ...unproved, ...(variant.bound === 'dpop' ? { certificate: first.certificate } : {}) },
        ),
        ...errors,
      );
      refused(
        await bank.refresh(
          first,
          tokens,
          {},
          variant.auth === 'mtls' ? { certificate: null } : { assertion: null },
        ),
        'invalid_client',
      );
    });

    it('ends the tokens of a code that is redeemed twice', async () => {
      const code = await bank.code(first);
      const tokens = await bank.redeem(first, code);
      assert.equal((await bank.call(first, tokens)).status, 200);
      refused(await bank.redeem(first, code), 'invalid_grant');
      assert.equal((await bank.call(first, tokens)).status, 401);
    });

    it('refuses a code without the key that its tokens are to be bound to', async () => {
      const code = await bank.code(first);
      const without = variant.bound === 'dpop' ? { prover: null } : { certificate: null };
      const errors =
        variant.bound === 'dpop'
          ? ['invalid_dpop_proof']
          : variant.auth === 'mtls'
            ? ['invalid_client']
            : ['invalid_request'];
      refused(await bank.redeem(first, code, {}, without), ...errors);
    });

    it('does not take a token in the query', async () => {
      const tokens = await bank.tokens(first);
      const reply = await bank.world.call({
        host: 'api.acme.test',
        path: `/v1/hello?access_token=${String(tokens.json.access_token)}`,
        certificate: first.certificate,
      });
      assert.ok([400, 401].includes(reply.status), reply.text);
    });

    it('reads the scheme of the Authorization header in any case', async () => {
      const tokens = await bank.tokens(first);
      const scheme = variant.bound === 'dpop' ? 'dPOp' : 'bEARER';
      const headers = { authorization: `${scheme} ${String(tokens.json.access_token)}` };
      assert.equal((await bank.call(first, tokens, {}, headers)).status, 200);
    });

    it('asks for the one who redeems to be the client of the code, not merely to say so', async () => {
      const code = await bank.code(first);
      if (variant.auth === 'mtls') {
        refused(await bank.redeem(first, code, { client_id: 'second' }), 'invalid_client');
        return;
      }
      refused(await bank.redeem(second, code, {}, { signer: first.key }), 'invalid_client');
    });
  });
}
