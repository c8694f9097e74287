import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApiDefinition } from '../../src/config/index.ts';
import { offeredGrants, offeredToAnybody, offeredToMembers } from '../../src/config/offered-grants.ts';
import { GRANTS } from '../../src/model/index.ts';
import { linkTo } from '../../src/oauth/authorize/posted-request.ts';
import { acme } from '../oauth/acme.ts';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ASSERTION = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const KEY = { kty: 'OKP', crv: 'Ed25519', kid: 'partner', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const PARTNER = { issuer: 'https://partner.test', jwks: { keys: [KEY] }, clients: ['app'] };

describe('the grants of an API', () => {
  const cases: [string, Partial<ApiDefinition>, { owner: string[]; member: string[]; anybody: string[] }][] =
    [
      [
        'with nothing switched on',
        {},
        {
          owner: ['authorization_code', 'refresh_token', 'client_credentials'],
          member: ['authorization_code', 'refresh_token', 'client_credentials'],
          anybody: ['authorization_code', 'refresh_token'],
        },
      ],
      [
        'with everything switched on',
        {
          deviceAuthorization: true,
          tokenExchange: { mayAct: {} },
          trustedIssuers: [{ ...PARTNER, subject: 'sub' }],
        },
        {
          owner: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE, EXCHANGE, ASSERTION],
          member: ['authorization_code', DEVICE, 'refresh_token', 'client_credentials'],
          anybody: ['authorization_code', DEVICE, 'refresh_token'],
        },
      ],
    ];
  for (const [how, definition, { owner, member, anybody }] of cases) {
    it(`${how} are for its owner, for members and for anybody`, () => {
      const config = acme(definition);
      const types = (grants: readonly { type: string }[]) => grants.map(({ type }) => type);
      assert.deepEqual(types(offeredGrants(config)), owner);
      assert.deepEqual(types(offeredToMembers(config)), member);
      assert.deepEqual(types(offeredToAnybody(config)), anybody);
    });
  }

  it('keep a parameter that opens something out of links', () => {
    for (const { type, required, optional, secret } of GRANTS) {
      const declared: readonly string[] = [...required, ...optional];
      for (const name of secret) {
        assert.ok(declared.includes(name), `${type} takes no ${name}`);
        assert.equal(linkTo('/authorize', [[name, 'a secret']]), '/authorize?');
      }
    }
  });
});
