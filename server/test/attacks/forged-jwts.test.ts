import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DIRECTORY, type Everything, KEYS, openEverything, PARTNER, SECRET } from '../hostile/everything.ts';
import { asserting, type ClientKey, compact, hmacBy, newKey, signedBy } from '../oauth/client-auth/signer.ts';
import { assertRefused, post, type Reply, register } from './steps.ts';

/*
 * Every place that believes a signed JWT, and every way to make it believe another one (RFC 8725 sections 2.1 to
 * 2.8, RFC 7515 section 10). An attacker knows all public keys and has a server of their own.
 */

type Claims = Record<string, unknown>;

let world: Everything;
let lure: string;
let lured = 0;
const stranger = newKey('ES256', 'one');
const attacker = createServer((_request, response) => {
  lured += 1;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ keys: [stranger.jwk] }));
});
before(async () => {
  world = await openEverything();
  attacker.listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  lure = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/keys`;
});
after(async () => {
  attacker.closeAllConnections();
  attacker.close();
  await world.close();
});

let made = 0;
const seconds = () => Math.floor(Date.now() / 1_000);
const common = (): Claims => ({
  aud: world.api.address.issuer,
  iat: seconds(),
  exp: seconds() + 60,
  jti: `jti-${++made}`,
});
const app = { client_id: 'app', client_secret: SECRET };
const asked = { response_type: 'code', scope: 'read', redirect_uri: 'https://app.example/callback' };
const challenge = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' };

/** Where a JWT is presented: what a good one says, and how a bad one is refused. */
const PLACES: Record<
  string,
  {
    claims: () => Claims;
    present: (jwt: string) => Promise<Reply>;
    good: number;
    refusal: [number, string];
    once: boolean;
  }
> = {
  'a client assertion': {
    claims: () => ({ iss: 'signer', sub: 'signer', ...common() }),
    present: (jwt) => post(world, { grant_type: 'client_credentials', scope: 'read', ...asserting(jwt) }),
    good: 200,
    refusal: [401, 'invalid_client'],
    once: true,
  },
  'a request object': {
    claims: () => ({ iss: 'app', client_id: 'app', ...asked, ...challenge, ...common() }),
    present: (jwt) => post(world, { ...app, request: jwt }, { path: '/oauth/par' }),
    good: 201,
    refusal: [400, 'invalid_request_object'],
    once: true,
  },
  'an assertion of a trusted issuer': {
    claims: () => ({ iss: PARTNER, sub: 'usr_ann', ...common() }),
    present: (jwt) =>
      post(world, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: jwt,
        scope: 'read',
        ...app,
      }),
    good: 200,
    refusal: [400, 'invalid_grant'],
    once: true,
  },
  'a software statement': {
    claims: () => ({ iss: DIRECTORY, software_id: 'agent', ...common() }),
    present: (jwt) =>
      register(world, { redirect_uris: ['https://agent.example/cb'], software_statement: jwt }),
    good: 201,
    refusal: [400, 'invalid_software_statement'],
    once: false,
  },
};

type Forge = (claims: Claims) => string;
const unsigned =
  (header: Claims): Forge =>
  (claims) =>
    compact(header, claims, () => Buffer.alloc(0));
const by =
  (key: ClientKey, header: () => Claims = () => ({})): Forge =>
  (claims) =>
    signedBy(key, claims, header());
const pem = (key: ClientKey) => String(key.publicKey.export({ type: 'spki', format: 'pem' }));

const FORGERIES: [what: string, forge: Forge][] = [
  ['alg none, with the kid of a real key', unsigned({ alg: 'none', kid: 'one' })],
  ['alg None', unsigned({ alg: 'None' })],
  ['alg NONE', unsigned({ alg: 'NONE', kid: 'two' })],
  ['no alg', unsigned({ kid: 'one' })],
  ['alg as a list', unsigned({ alg: ['none'], kid: 'one' })],
  ['its signature cut off', (claims) => signedBy(KEYS.ec, claims).replace(/\.[^.]*$/, '.')],
  [
    'its claims changed after signing',
    (claims) => {
      const [header, , signature] = signedBy(KEYS.ec, claims).split('.');
      const changed = Buffer.from(JSON.stringify({ ...claims, admin: true })).toString('base64url');
      return `${header}.${changed}.${signature}`;
    },
  ],
  ['a zero signature', (claims) => compact({ alg: 'ES256', kid: 'one' }, claims, () => Buffer.alloc(64))],
  ['the RSA public key as HMAC secret', (claims) => hmacBy(pem(KEYS.rsa), claims, { kid: 'two' })],
  ['the EC public key as HMAC secret', (claims) => hmacBy(pem(KEYS.ec), claims, { kid: 'one' })],
  [
    'the DER of the public key as HMAC secret',
    (claims) => hmacBy(KEYS.rsa.publicKey.export({ type: 'spki', format: 'der' }), claims, { kid: 'two' }),
  ],
  ['the JWK as HMAC secret', (claims) => hmacBy(JSON.stringify(KEYS.rsa.jwk), claims, { kid: 'two' })],
  ['the modulus as HMAC secret', (claims) => hmacBy(String(KEYS.rsa.jwk.n), claims, { kid: 'two' })],
  ['an empty HMAC secret', (claims) => hmacBy('', claims)],
  ['HS512 of the public key', (claims) => hmacBy(pem(KEYS.rsa), claims, { alg: 'HS512', kid: 'two' })],
  ['an RSA signature that is called ES256', by(KEYS.rsa, () => ({ alg: 'ES256' }))],
  ['a PKCS #1 signature that is called PS256', by(KEYS.rsa, () => ({ alg: 'PS256' }))],
  ['the kid of a real key over a stranger’s signature', by(stranger)],
  ['a kid that is a path', by(stranger, () => ({ kid: '../../../../dev/null' }))],
  ['a kid that is a path, and an empty secret', (claims) => hmacBy('', claims, { kid: '/dev/null' })],
  ['a kid that is SQL', by(stranger, () => ({ kid: "x' UNION SELECT 'key' --" }))],
  ['a kid that is a command', by(stranger, () => ({ kid: '| cat /etc/passwd' }))],
  ['a kid that is an address', by(stranger, () => ({ kid: lure }))],
  ['a kid that is a property of objects', by(stranger, () => ({ kid: '__proto__' }))],
  ['a kid that is no text', by(stranger, () => ({ kid: { $ne: null } }))],
  ['jku', by(stranger, () => ({ jku: lure }))],
  ['jku beside a good signature', by(KEYS.ec, () => ({ jku: lure }))],
  ['x5u', by(stranger, () => ({ x5u: lure }))],
  ['a jwk of its own', by(stranger, () => ({ jwk: stranger.jwk }))],
  ['an x5c of its own', by(stranger, () => ({ x5c: ['MIIB'] }))],
  ['a critical extension', by(KEYS.ec, () => ({ crit: ['b64'], b64: false }))],
  ['the type of an access token', by(KEYS.ec, () => ({ typ: 'at+jwt' }))],
  ['the type of a DPoP proof', by(KEYS.ec, () => ({ typ: 'dpop+jwt' }))],
  ['the type of a logout token', by(KEYS.ec, () => ({ typ: 'logout+jwt' }))],
];

describe('a JWT that is presented', () => {
  for (const [place, { claims, present, good, refusal, once: counts }] of Object.entries(PLACES)) {
    describe(`as ${place}`, () => {
      it('is taken when it is as it should be, with either key', async () => {
        for (const key of [KEYS.ec, KEYS.rsa]) {
          const { status, text } = await present(signedBy(key, claims()));
          assert.equal(status, good, text);
        }
      });

      for (const [what, forge] of FORGERIES) {
        it(`is refused with ${what}`, async () => {
          const jwt = forge(claims());
          const reply = await present(jwt);
          assertRefused(reply, ...refusal);
          assert.ok(!reply.text.includes(jwt.slice(0, 40)), 'comes back in the answer');
          assert.equal(lured, 0, 'the server went where the JWT said');
        });
      }

      it('is refused for somebody else, too old, too new, and without end', async () => {
        const wrong: Claims[] = [
          { aud: 'https://other.example' },
          { exp: seconds() - 60 },
          { nbf: seconds() + 60 },
          { iat: seconds() + 60 },
          ...(counts ? [{ exp: undefined }, { exp: seconds() + 1_000_000 }] : []),
        ];
        for (const over of wrong) {
          const jwt = signedBy(KEYS.ec, { ...claims(), ...over });
          assertRefused(await present(jwt), ...refusal, JSON.stringify(over));
        }
        for (const over of [{ exp: seconds() - 10 }, { iat: seconds() + 10 }]) {
          const { status, text } = await present(signedBy(KEYS.ec, { ...claims(), ...over }));
          assert.equal(status, good, text);
        }
      });

      if (counts) {
        it('is taken once: replayed, and by many at once', async () => {
          const jwt = signedBy(KEYS.ec, claims());
          assert.equal((await present(jwt)).status, good);
          assert.notEqual((await present(jwt)).status, good);
          const raced = signedBy(KEYS.ec, claims());
          const replies = await Promise.all(Array.from({ length: 20 }, () => present(raced)));
          assert.equal(replies.filter(({ status }) => status === good).length, 1);
          for (const reply of replies.filter(({ status }) => status !== good)) {
            assertRefused(reply, ...refusal);
          }
        });
      }
    });
  }
});
