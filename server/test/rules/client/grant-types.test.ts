import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AUTHORIZATION_CODE,
  CLIENT_CREDENTIALS,
  DEVICE_CODE,
  GRANTS,
  REFRESH_TOKEN,
} from '../../../src/model/index.ts';
import {
  grantTypeProblem,
  lacksRedirectUri,
  mayRefresh,
  unfitGrant,
} from '../../../src/rules/client/grant-types.ts';
import { kindOf, suitsKind } from '../../../src/rules/client/kind.ts';
import { client } from '../../oauth/acme.ts';

test('a client may use the grant types that it is registered with, and a public one none of confidential clients', () => {
  const grantTypes = [AUTHORIZATION_CODE.type, CLIENT_CREDENTIALS.type];
  const web = client('web', { kind: 'confidential', grantTypes });
  const spa = client('spa', { kind: 'public', grantTypes });
  assert.equal(grantTypeProblem(web, AUTHORIZATION_CODE), null);
  assert.equal(grantTypeProblem(spa, AUTHORIZATION_CODE), null);
  assert.equal(grantTypeProblem(web, CLIENT_CREDENTIALS), null);
  assert.equal(grantTypeProblem(spa, CLIENT_CREDENTIALS), 'grant_of_confidential_clients');
  assert.equal(grantTypeProblem(web, DEVICE_CODE), 'grant_type_not_allowed');
  assert.equal(mayRefresh(web), false);
  assert.equal(mayRefresh({ ...web, grantTypes: [REFRESH_TOKEN.type] }), true);
});

test('a public client has no grant type of confidential clients, and one that is sent back has a redirect URI', () => {
  const all = GRANTS.map(({ type }) => type);
  assert.equal(unfitGrant('public', all)?.confidentialOnly, true);
  assert.equal(unfitGrant('public', [AUTHORIZATION_CODE.type, REFRESH_TOKEN.type, DEVICE_CODE.type]), null);
  for (const kind of ['confidential', 'platform'] as const) assert.equal(unfitGrant(kind, all), null);
  const grantTypes = [AUTHORIZATION_CODE.type];
  assert.equal(lacksRedirectUri({ grantTypes, redirectUris: [] }), true);
  assert.equal(lacksRedirectUri({ grantTypes, redirectUris: ['https://app.example/cb'] }), false);
  assert.equal(lacksRedirectUri({ grantTypes: [DEVICE_CODE.type], redirectUris: [] }), false);
});

test('public clients, and only they, authenticate by none', () => {
  assert.equal(kindOf('none'), 'public');
  assert.equal(kindOf('private_key_jwt'), 'confidential');
  for (const [method, kind, fits] of [
    ['none', 'public', true],
    ['none', 'confidential', false],
    ['none', 'platform', false],
    ['client_secret_basic', 'public', false],
    ['client_secret_basic', 'platform', true],
    ['tls_client_auth', 'confidential', true],
  ] as const) {
    assert.equal(suitsKind(method, kind), fits, `${method} for a ${kind} client`);
  }
});
