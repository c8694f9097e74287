import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/config/index.ts';
import { acme } from '../oauth/acme.ts';

const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const issuer = {
  issuer: 'https://login.partner.example',
  jwks: { keys: [key] },
  subject: 'sub',
  clients: ['portal'],
} as const;

describe('the configuration of further grants', () => {
  it('is off, or trusts nobody, by default', () => {
    const config = acme();
    assert.deepEqual(
      [config.deviceAuthorization, config.tokenExchange, config.trustedIssuers],
      [false, undefined, []],
    );
  });

  for (const [what, wrong] of [
    ['an issuer without keys', { ...issuer, jwks: undefined }],
    ['an issuer with keys twice', { ...issuer, jwksUri: 'https://login.partner.example/jwks' }],
    ['keys over plain http', { ...issuer, jwks: undefined, jwksUri: 'http://login.partner.example/jwks' }],
    ['a shared secret as a key', { ...issuer, jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }],
    ['a private key', { ...issuer, jwks: { keys: [{ ...key, d: 'x' }] } }],
    ['an issuer for no client', { ...issuer, clients: [] }],
    ['no consent for a client that is not named', { ...issuer, withoutConsent: ['another'] }],
  ] as const) {
    it(`refuses ${what}`, () => {
      const { jwks, ...rest } = wrong;
      const trusted = {
        ...rest,
        clients: [...rest.clients],
        ...(jwks ? { jwks: { keys: [...jwks.keys] } } : {}),
      };
      const definition = { trustedIssuers: [trusted] } as unknown as Parameters<typeof acme>[0];
      assert.throws(() => acme(definition), ConfigError);
    });
  }

  it('refuses an issuer that stands twice, and exchange for an empty list of clients', () => {
    const one = { ...issuer, clients: ['portal'], jwks: { keys: [key] } };
    assert.throws(() => acme({ trustedIssuers: [one, one] }), ConfigError);
    assert.throws(() => acme({ tokenExchange: { mayAct: { agent: [] } } }), ConfigError);
  });
});
