import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originOf } from '../../src/config/addressing/protected-resource.ts';
import { addressOf, ConfigError } from '../../src/config/index.ts';
import { ACCOUNTS, API, acme } from '../oauth/acme.ts';

const ISSUER = `https://${ACCOUNTS}:8443`;
const ENDPOINTS = {
  authorization: `${ISSUER}/oauth/authorize`,
  token: `https://${API}:8443/oauth/token`,
};

test('a port in the issuer is the port of every host', () => {
  const config = acme({ issuer: ISSUER, endpoints: ENDPOINTS });
  const address = addressOf(config, { kind: 'public' });
  assert.equal(address.issuer, ISSUER);
  assert.equal(address.origin, ISSUER);
  assert.equal(address.api, `https://${API}:8443`);
  assert.equal(address.endpoints.token, `https://${API}:8443/oauth/token`);
  assert.equal(address.endpoints.jwks, `${ISSUER}/.well-known/jwks.json`);
  assert.equal(address.endpoints.endSession, `${ISSUER}/oauth/logout`);
  assert.equal(originOf({ address }, 'legacy.acme.test'), 'https://legacy.acme.test:8443');
  assert.ok(address.hosts.has(ACCOUNTS), 'requests are told apart by host names alone');

  const local = addressOf(config, { kind: 'localhost', port: 4000 });
  assert.equal(local.issuer, 'http://accounts.acme.localhost:4000');
  assert.equal(local.api, 'http://api.acme.localhost:4000');
});

test('an endpoint on another port than the issuer is refused', () => {
  const elsewhere = { ...ENDPOINTS, token: `https://${API}:9443/oauth/token` };
  assert.throws(() => acme({ issuer: ISSUER, endpoints: elsewhere }), {
    name: ConfigError.name,
    problems: ['endpoints.token: it has to have the port of the issuer'],
  });
  assert.throws(() => acme({ endpoints: ENDPOINTS }), ConfigError);
});
