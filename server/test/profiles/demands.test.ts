import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ApiDefinition, ConfigError, PROFILE_NAMES, type ProfileName } from '../../src/config/index.ts';
import { PROFILES, shortfallsOf, shortfallsOfClient } from '../../src/config/profiles/profile.ts';
import type { Client } from '../../src/model/index.ts';
import { acme, client } from '../oauth/acme.ts';
import { newKey } from '../oauth/client-auth/signer.ts';

/** For each demand that a configuration can contradict, something that does. */
const CONTRADICTIONS: Record<ProfileName, Record<string, Partial<ApiDefinition>>> = {
  'oauth2.1': {
    'PKCE for every client': { dialects: ['no-pkce-for-confidential'] },
    'Redirect URIs compared as exact strings': { dialects: ['schemeless-redirect'] },
    'Token requests as the standard has them': { dialects: ['json-token-request'] },
    'Assertions made out to the issuer': { dialects: ['assertion-audience-token-endpoint'] },
  },
  fapi2: {
    'Confidential clients only': { clientAuthentication: ['private_key_jwt', 'none'] },
    'Sender-constrained access tokens only': { tokens: { senderConstrained: 'optional' } },
    'No personal access tokens, which are bound to no key': { personalTokens: true },
    'Clients authenticate by private_key_jwt or mutual TLS': { clientAuthentication: ['client_secret_jwt'] },
    'Assertions made out to the issuer alone': { dialects: ['assertion-audience-token-endpoint'] },
    'Refresh tokens are kept, not rotated': { tokens: { refresh: 'rotating' } },
    'Codes live for 60 seconds at most': { lifetimes: { code: 61 } },
    'Pushed authorization requests only': { requirePushedAuthorization: false },
    'PKCE with S256': { dialects: ['s256-assumed'] },
    'Every pushed request names its redirect URI': { requireRedirectUri: false },
    'No redirect URI with http': { dialects: ['schemeless-redirect'] },
    'Requests as RFC 6749 has them': { dialects: ['stray-whitespace'] },
    'Signatures by PS256, ES256 or EdDSA': { algorithms: ['ES256', 'RS256'] },
    'Its own signatures likewise': { signing: ['RS256'] },
    'DPoP proofs likewise': { dpop: { algorithms: ['ES256', 'RS256'] } },
  },
  mcp: {
    'PKCE for every client': { dialects: ['s256-assumed'] },
    'Redirect URIs compared as exact strings': { dialects: ['redirect-url-parameter'] },
    'Token requests as the standard has them': { dialects: ['grant-type-code'] },
    'Assertions made out to the issuer': { dialects: ['assertion-audience-token-endpoint'] },
    'Clients known by their own metadata': { clientMetadataDocuments: false, registration: 'off' },
    'Registered scopes do not keep an agent from stepping up': { registeredScope: 'limit' },
    'Every token is for named resources': { requireResource: false },
    'Short-lived access tokens': { lifetimes: { access: 3_601 } },
  },
};

const rsa = newKey('PS256', 'a').jwk;
const GOOD: Partial<Client> = { authMethod: 'private_key_jwt', settings: { jwks: { keys: [rsa] } } };

/** For each demand on clients, one that does not meet it. */
const WEAKER: Record<string, [Partial<Client>, RegExp][]> = {
  'Confidential clients only': [[{ kind: 'public', authMethod: 'none' }, /public client/]],
  'Clients authenticate by private_key_jwt or mutual TLS': [
    [{ authMethod: null }, /client_secret_basic or client_secret_post/],
    [{ authMethod: 'client_secret_jwt' }, /by client_secret_jwt$/],
  ],
  'Assertions made out to the issuer alone': [
    [{ ...GOOD, dialects: ['assertion-audience-token-endpoint'] }, /cannot be on/],
  ],
  'Refresh tokens are kept, not rotated': [[{ ...GOOD, settings: { refresh: 'rotating' } }, /rotate/]],
  'PKCE with S256': [[{ ...GOOD, dialects: ['no-pkce-for-confidential'] }, /no-pkce-for-confidential/]],
  'No redirect URI with http': [
    [
      { ...GOOD, redirectUris: ['https://a.example/cb', 'http://localhost:1/cb'] },
      /http:\/\/localhost:1\/cb$/,
    ],
    [{ ...GOOD, redirectUris: ['http://127.0.0.1/cb'] }, /http:\/\/127\.0\.0\.1\/cb$/],
    [{ ...GOOD, redirectUris: ['app.example/cb'] }, /app\.example\/cb$/],
    [{ ...GOOD, dialects: ['schemeless-redirect'] }, /schemeless-redirect/],
  ],
  'Requests as RFC 6749 has them': [[{ ...GOOD, dialects: ['json-token-request'] }, /json-token-request/]],
  'Signatures by PS256, ES256 or EdDSA': [
    [{ ...GOOD, settings: { assertionAlgorithm: 'RS256' } }, /token_endpoint_auth_signing_alg is RS256/],
    [{ ...GOOD, settings: { idTokenAlgorithm: 'RS256' } }, /id_token_signed_response_alg is RS256/],
    [{ ...GOOD, settings: { jwks: { keys: [{ ...rsa, alg: 'RS256' }] } } }, /each key in jwks/],
  ],
  'RSA keys of 2048 bits at least': [
    [{ ...GOOD, settings: { jwks: { keys: [{ ...rsa, n: String(rsa.n).slice(0, 170) }] } } }, /2048/],
  ],
};

describe('every profile', () => {
  for (const name of PROFILE_NAMES) {
    const { demands } = PROFILES[name];

    it(`${name} is met by naming it, and names each of its demands once`, () => {
      assert.deepEqual(shortfallsOf(acme({ profile: name }), name), []);
      assert.equal(new Set(demands.map((demand) => demand.name)).size, demands.length);
      for (const { field, missing } of demands)
        assert.ok(!missing || field, 'what can be missing has a field');
    });

    it(`${name} has a contradiction here for each demand that a configuration can contradict`, () => {
      const decided = demands.filter(({ missing }) => missing).map((demand) => demand.name);
      assert.deepEqual(Object.keys(CONTRADICTIONS[name]).sort(), decided.sort());
    });

    for (const [what, over] of Object.entries(CONTRADICTIONS[name])) {
      it(`${name} refuses to be contradicted in: ${what}`, () => {
        const demand = demands.find((each) => each.name === what);
        assert.throws(
          () => acme({ ...over, profile: name }),
          (error) => {
            assert.ok(error instanceof ConfigError);
            const [problem = ''] = error.problems;
            assert.ok(problem.startsWith(`${demand?.field}: `), problem);
            assert.ok(problem.endsWith(`(profile ${name}, ${demand?.source})`), problem);
            return true;
          },
        );
        // Without the profile the same is taken, and doctor can say what it would lack.
        const lacking = shortfallsOf(acme(over), name).map((each) => each.demand.name);
        assert.ok(lacking.includes(what), lacking.join());
      });
    }
  }
});

describe('fapi2', () => {
  const fapi = acme({ profile: 'fapi2', signIn: true });

  it('fills in what is left open, and leaves the rest to the owner', () => {
    const given = {
      dpop: { nonces: 'optional' },
      lifetimes: { code: 30 },
      tokens: { plain: 'jwt' },
    } as const;
    const config = acme({ profile: 'fapi2', ...given });
    assert.equal(config.dpop.nonces, 'optional');
    assert.equal(config.lifetimes.code, 30);
    assert.deepEqual(
      { ...config.tokens, prefixes: null },
      { plain: 'jwt', senderConstrained: 'required', refresh: 'static', prefixes: null },
    );
    const method = acme({ profile: 'fapi2', clientAuthentication: ['private_key_jwt'] });
    assert.deepEqual(method.clientAuthentication, ['private_key_jwt']);
  });

  it('signs no ID token by RS256, whatever OpenID Connect Discovery would like to see', () => {
    assert.deepEqual(fapi.signing, ['ES256']);
    assert.deepEqual(acme({ signIn: true }).signing, ['ES256', 'RS256']);
  });

  it('has a weaker client here for each demand on clients that its configuration does not see to', () => {
    const looked = PROFILES.fapi2.demands.filter(({ missingOf }) => missingOf).map(({ name }) => name);
    const seenTo = 'Sender-constrained access tokens only';
    assert.deepEqual(Object.keys(WEAKER).sort(), looked.filter((name) => name !== seenTo).sort());
  });

  it('finds nothing missing in a client with a key', () => {
    assert.deepEqual(shortfallsOfClient(client('good', GOOD), fapi, 'fapi2'), []);
    const native = {
      ...GOOD,
      settings: { applicationType: 'native' },
      redirectUris: ['http://127.0.0.1/cb'],
    } as const;
    assert.deepEqual(
      shortfallsOfClient(
        client('native', { ...native, redirectUris: [...native.redirectUris] }),
        fapi,
        'fapi2',
      ),
      [],
    );
  });

  for (const [what, cases] of Object.entries(WEAKER)) {
    for (const [over, says] of cases) {
      it(`names in a client: ${what}, ${String(says)}`, () => {
        const found = shortfallsOfClient(client('weaker', over), fapi, 'fapi2');
        const lacks = found.find(({ demand }) => demand.name === what)?.lacks ?? '';
        assert.match(lacks, says);
      });
    }
  }

  it('names clients whose tokens are bearer tokens only where the API does not bind every token', () => {
    const lacking = (over: Partial<Client>) =>
      shortfallsOfClient(client('c', over), acme(), 'fapi2').map(({ demand }) => demand.name);
    assert.ok(lacking(GOOD).includes('Sender-constrained access tokens only'));
    assert.deepEqual(lacking({ ...GOOD, settings: { dpopBound: true } }), []);
    assert.deepEqual(lacking({ ...GOOD, settings: { certificateBound: true } }), []);
  });
});

describe('mcp', () => {
  it('asks for metadata documents or open registration, and opens both where nothing is said', () => {
    const open = acme({ profile: 'mcp' });
    assert.deepEqual([open.clientMetadataDocuments, open.registration], [true, 'open']);
    assert.equal(acme({ profile: 'mcp', registration: 'off' }).registration, 'off');
    assert.equal(acme({ profile: 'mcp', clientMetadataDocuments: false }).registration, 'open');
  });
});

describe('the switches by themselves', () => {
  it('bind signing and proofs to algorithms', () => {
    assert.deepEqual(acme({ algorithms: ['ES256', 'PS256'] }).dpop.algorithms, ['ES256', 'PS256']);
    assert.throws(() => acme({ algorithms: ['PS256'] }), /signing: ES256 is not among algorithms/);
    assert.throws(
      () => acme({ algorithms: ['ES256'], dpop: { algorithms: ['RS256'] } }),
      /dpop\.algorithms: RS256 is not among algorithms/,
    );
  });

  it('refuse a profile that nobody knows', () => {
    assert.throws(() => acme({ profile: 'fapi3' as 'fapi2' }), /profile: /);
  });
});
