import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../../src/lib/compare.ts';
import { PROOF_ALGORITHMS } from '../../../src/model/index.ts';
import { type Provable, verifyProof } from '../../../src/rules/proof/dpop.ts';
import { isFreshNonce, nonceAt } from '../../../src/rules/proof/nonce.ts';
import { thumbprintOf } from '../../../src/rules/proof/public-key.ts';
import { comparableUri } from '../../../src/rules/proof/uri.ts';

const HEADER =
  'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19';
/** RFC 9449 section 4.1, figure 2 (also section 5). */
const FOR_TOKEN = `${HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`;
/** RFC 9449 section 5, figure 7: the request with a refresh token. */
const FOR_REFRESH = `${HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjY1Mjk2fQ.pAqut2IRDm_De6PR93SYmGBPXpwrAk90e8cP2hjiaG5QsGSuKDYW7_X620BxqhvYC8ynrrvZLTk41mSRroapUA`;
/** RFC 9449 section 7.1. */
const FOR_RESOURCE = `${HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`;
const THUMBPRINT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

const atToken: Provable = {
  method: 'POST',
  uris: ['https://server.example.com/token'],
  now: 1562262616_000,
  algorithms: PROOF_ALGORITHMS,
  tokenHash: null,
  notBefore: 0,
  acceptsNonce: () => true,
};

test('the proof of RFC 9449 section 5 holds at its token endpoint', () => {
  const proof = verifyProof(FOR_TOKEN, atToken);
  assert.ok(proof.ok, JSON.stringify(proof));
  assert.deepEqual([proof.value.thumbprint, proof.value.id], [THUMBPRINT, '-BwC3ESc6acc2lTc']);
});

test('a proof that was made before a restore counts no more, since it may have been used', () => {
  const made = atToken.now;
  assert.ok(verifyProof(FOR_TOKEN, { ...atToken, now: made + 5_000, notBefore: made }).ok);
  assert.deepEqual(verifyProof(FOR_TOKEN, { ...atToken, now: made + 5_000, notBefore: made + 1 }), {
    ok: false,
    problem: 'time',
  });
});

test('the proof of RFC 9449 section 5 for a refresh holds in its own minute, with the same key', () => {
  const proof = verifyProof(FOR_REFRESH, { ...atToken, now: 1562265296_000 });
  assert.equal(proof.ok && proof.value.thumbprint, THUMBPRINT);
  assert.deepEqual(verifyProof(FOR_REFRESH, atToken), { ok: false, problem: 'time' });
});

test('the proof of RFC 9449 section 7.1 holds with its access token', () => {
  const request: Provable = {
    ...atToken,
    method: 'GET',
    uris: ['https://resource.example.org/protectedresource'],
    now: 1562262618_000,
    tokenHash: sha256('Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'),
  };
  assert.equal(request.tokenHash, 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo');
  assert.ok(verifyProof(FOR_RESOURCE, request).ok);
  assert.deepEqual(verifyProof(FOR_RESOURCE, { ...request, tokenHash: sha256('another') }), {
    ok: false,
    problem: 'token',
  });
});

test('the thumbprint of RFC 7638 section 3.1 does not depend on optional members', () => {
  const jwk = {
    kty: 'RSA',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    e: 'AQAB',
    alg: 'RS256',
    kid: '2011-04-29',
  };
  assert.equal(thumbprintOf(jwk), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});

test('a proof holds for a minute, and a little before the clock', () => {
  const after = (seconds: number) =>
    verifyProof(FOR_TOKEN, { ...atToken, now: atToken.now + seconds * 1_000 });
  assert.ok(after(60).ok);
  assert.deepEqual(after(61), { ok: false, problem: 'time' });
  assert.ok(after(-10).ok);
  assert.deepEqual(after(-60), { ok: false, problem: 'time' });
});

test('htu is compared in normal form, without query and fragment', () => {
  const same = [
    'https://api.example.com/a/b',
    'HTTPS://API.example.com:443/a/b',
    'https://api.example.com/a/b?x=1#y',
    'https://api.example.com/a/./c/../b',
    'https://api.example.com/%61/b',
  ];
  for (const uri of same) assert.equal(comparableUri(uri), 'https://api.example.com/a/b', uri);
  assert.equal(comparableUri('https://api.example.com'), 'https://api.example.com/');
  assert.equal(
    comparableUri('https://api.example.com/x%2fy'),
    comparableUri('https://api.example.com/x%2Fy'),
  );
  assert.notEqual(
    comparableUri('https://api.example.com/x%2Fy'),
    comparableUri('https://api.example.com/x/y'),
  );
  assert.notEqual(comparableUri('https://api.example.com/A/b'), same[0]);
  assert.notEqual(comparableUri('http://api.example.com/a/b'), same[0]);
  for (const uri of [
    '',
    '/a/b',
    'api.example.com/a/b',
    'https:\\\\api.example.com\\a\\b',
    'https://user@api.example.com/a/b',
    ' https://api.example.com/a/b',
    'https://api.example.com/a\tb',
    'javascript:alert(1)',
    'https://[/a',
  ]) {
    assert.equal(comparableUri(uri), null, uri);
  }
});

test('any invalid proof is refused for a reason, without an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.jsonValue().map(asProof)), (text) => {
      const proof = verifyProof(text, atToken);
      assert.equal(proof.ok, false);
    }),
  );
});

/** Any JSON as header and claims, so that reading gets further than the form. */
function asProof(value: unknown): string {
  const encoded = Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: value })).toString(
    'base64url',
  );
  return `${header}.${encoded}.AAAA`;
}

test('a nonce is good for two to four minutes, and only under its own key', () => {
  const [key, other] = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))];
  const given = nonceAt(120_000, key);
  assert.ok(isFreshNonce(given, 120_000, key));
  assert.ok(isFreshNonce(given, 359_999, key));
  assert.equal(isFreshNonce(given, 360_000, key), false);
  assert.equal(isFreshNonce(given, 119_999, key), false, 'not before its time');
  assert.equal(isFreshNonce(given, 120_000, other), false);
});
