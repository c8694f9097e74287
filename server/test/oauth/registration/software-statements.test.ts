import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { SECOND } from '../../../src/lib/clock.ts';
import { ACCOUNTS, INITIAL_ACCESS_TOKEN } from '../acme.ts';
import { compact, hmacBy, newKey, signedBy } from '../client-auth/signer.ts';
import { type Reply, type Served, serveOAuth } from '../serve.ts';

const ISSUER = 'https://directory.example';
const REMOTE = 'https://remote.example';
const WELCOME = 'https://welcome.example';
const [directory, rsa, stranger] = [newKey('ES256', 'd-1'), newKey('RS256', 'd-2'), newKey('ES256', 'd-1')];
const redirect_uris = ['https://agent.example/callback'];

const site = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/jwk-set+json' });
  response.end(JSON.stringify({ keys: [directory.jwk] }));
});
let served: Served;

before(async () => {
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const jwks = { keys: [directory.jwk as { kty: string }, rsa.jwk as { kty: string }] };
  served = await serveOAuth({
    softwareStatements: {
      issuers: [
        { issuer: ISSUER, jwks, algorithms: ['ES256'] },
        { issuer: REMOTE, jwksUri: 'https://remote.example/jwks' },
        { issuer: WELCOME, jwks, opensRegistration: true },
      ],
    },
  });
});
after(async () => {
  site.closeAllConnections();
  site.close();
  await served.close();
});

type Members = Record<string, unknown>;

function claims(over: Members = {}): Members {
  const good = { iss: ISSUER, software_id: 'agent-1', software_version: '2.0', client_name: 'Agent' };
  return { ...good, iat: served.api.clock.now() / SECOND, ...over };
}

function register(body: unknown, token: string | null = INITIAL_ACCESS_TOKEN, at = served): Promise<Reply> {
  return at.call({
    method: 'POST',
    host: ACCOUNTS,
    path: '/oauth/register',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

const stating = (software_statement: unknown, over: Members = {}, token?: string | null) =>
  register({ redirect_uris, software_statement, ...over }, token);

/** Of a registration that is there. */
function manage({ json }: Reply, method: string, body: unknown = ''): Promise<Reply> {
  return served.call({
    method,
    host: ACCOUNTS,
    path: new URL(String(json.registration_client_uri)).pathname,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${json.registration_access_token}`,
    },
    body: body === '' ? '' : JSON.stringify(body),
  });
}

describe('a software statement', () => {
  it('takes precedence over what the client says of itself, and comes back as it was sent', async () => {
    const statement = signedBy(
      directory,
      claims({ redirect_uris: ['https://agent.example/vouched'], scope: 'read' }),
    );
    const { status, json, headers, text } = await register({
      client_name: 'Something else',
      redirect_uris: ['https://evil.example/callback'],
      scope: 'read write',
      software_id: 'something-else',
      token_endpoint_auth_method: 'none',
      software_statement: statement,
    });
    assert.equal(status, 201, text);
    assert.equal(headers['cache-control'], 'no-store');
    assert.deepEqual(
      [json.client_name, json.redirect_uris, json.scope, json.software_id, json.software_version],
      ['Agent', ['https://agent.example/vouched'], 'read', 'agent-1', '2.0'],
    );
    assert.equal(json.token_endpoint_auth_method, 'none', 'what it does not say is for the client to say');
    assert.equal(json.software_statement, statement);
    const [row] = await served.rows('client.created');
    assert.equal(row?.detail.vouchedBy, ISSUER);
  });

  it('is told on a read, is sent again with a change, and cannot be left behind', async () => {
    const statement = signedBy(directory, claims());
    const made = await stating(statement);
    assert.equal((await manage(made, 'GET')).json.software_statement, statement);

    const { client_id } = made.json;
    const without = await manage(made, 'PUT', { client_id, redirect_uris });
    assert.deepEqual([without.status, without.json.error], [400, 'invalid_client_metadata']);
    const forged = signedBy(stranger, claims({ client_name: 'Bank' }));
    const wrong = await manage(made, 'PUT', { client_id, redirect_uris, software_statement: forged });
    assert.deepEqual([wrong.status, wrong.json.error], [400, 'invalid_software_statement']);

    const newer = signedBy(directory, claims({ software_version: '2.1' }));
    const changed = await manage(made, 'PUT', {
      client_id,
      client_name: 'Bank',
      redirect_uris: ['https://agent.example/other'],
      software_statement: newer,
    });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(
      [changed.json.software_version, changed.json.client_name, changed.json.redirect_uris],
      ['2.1', 'Agent', ['https://agent.example/other']],
    );
    assert.equal((await manage(made, 'GET')).json.software_statement, newer);
  });

  const key = (header: Members) => () => signedBy(directory, claims(), header);
  const saying = (over: Members) => () => signedBy(directory, claims(over));
  const at = (seconds: number) => served.api.clock.now() / SECOND + seconds;
  const bad: [what: string, statement: () => unknown, error: string][] = [
    ['of an unknown issuer', saying({ iss: 'https://evil.example' }), 'unapproved_software_statement'],
    ['without issuer', saying({ iss: undefined }), 'unapproved_software_statement'],
    ['signed by another key', () => signedBy(stranger, claims()), 'invalid_software_statement'],
    [
      'of alg none',
      () => compact({ alg: 'none' }, claims(), () => Buffer.alloc(0)),
      'invalid_software_statement',
    ],
    [
      'signed with the public key as a secret',
      () => hmacBy(directory.publicKey.export({ type: 'spki', format: 'pem' }), claims()),
      'invalid_software_statement',
    ],
    [
      'signed with an algorithm that its issuer does not use',
      () => signedBy(rsa, claims()),
      'invalid_software_statement',
    ],
    ['with jku', key({ jku: 'https://evil.example/jwks' }), 'invalid_software_statement'],
    ['with x5u', key({ x5u: 'https://evil.example/cert' }), 'invalid_software_statement'],
    ['with its own jwk', key({ jwk: stranger.jwk }), 'invalid_software_statement'],
    ['with x5c', key({ x5c: ['AAAA'] }), 'invalid_software_statement'],
    ['with crit', key({ crit: ['exp'] }), 'invalid_software_statement'],
    ['that is an access token by its typ', key({ typ: 'at+jwt' }), 'invalid_software_statement'],
    ['with a kid that is a path', key({ kid: '../../dev/null' }), 'invalid_software_statement'],
    [
      'that names no software, as an ID token',
      saying({ software_id: undefined }),
      'invalid_software_statement',
    ],
    ['for another audience', saying({ aud: 'https://other.example' }), 'invalid_software_statement'],
    ['that has expired', () => signedBy(directory, claims({ exp: at(-60) })), 'invalid_software_statement'],
    [
      'that is not valid yet',
      () => signedBy(directory, claims({ nbf: at(60) })),
      'invalid_software_statement',
    ],
    ['from the future', () => signedBy(directory, claims({ iat: at(60) })), 'invalid_software_statement'],
    ['whose exp is a text', saying({ exp: '9999999999' }), 'invalid_software_statement'],
    ['that is no JWT', () => 'statement', 'invalid_software_statement'],
    ['that is no text', () => ({ iss: ISSUER }), 'invalid_software_statement'],
    ['of blanks and more', () => ' .', 'invalid_software_statement'],
    [
      'of an issuer whose keys cannot be had',
      () => signedBy(directory, claims({ iss: REMOTE })),
      'invalid_software_statement',
    ],
    [
      'with claims that no client may have',
      saying({ grant_types: ['client_credentials'] }),
      'invalid_client_metadata',
    ],
  ];
  for (const [what, statement, error] of bad) {
    it(`${what} is refused`, async () => {
      const { status, json, headers } = await stating(statement());
      assert.deepEqual([status, json.error], [400, error]);
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(String(headers['content-type']), /^application\/json/);
      assert.ok(String(json.error_description).length > 10);
      assert.equal(json.client_id, undefined);
    });
  }

  it('may be for us, live for ever, and be ten seconds off', async () => {
    for (const over of [
      { aud: `https://${ACCOUNTS}` },
      { aud: ['https://other.example', `https://${ACCOUNTS}/oauth/register`] },
      { exp: at(-10) },
      { iat: at(10) },
      { iat: undefined },
    ]) {
      const { status, text } = await stating(signedBy(directory, claims(over)));
      assert.equal(status, 201, text);
    }
  });

  it('is verified with keys that are fetched', async () => {
    const { port } = site.address() as AddressInfo;
    const remote = await serveOAuth({
      registration: 'open',
      softwareStatements: { issuers: [{ issuer: REMOTE, jwksUri: 'https://remote.example/jwks' }] },
    });
    const [issuer] = remote.api.config.softwareStatements?.issuers ?? [];
    assert.ok(issuer);
    // As in development: keys may be on this machine.
    issuer.jwksUri = `http://127.0.0.1:${port}/jwks`;
    remote.api.address.secure = false;
    const statement = signedBy(directory, claims({ iss: REMOTE }));
    const { status, text } = await register({ redirect_uris, software_statement: statement }, null, remote);
    assert.equal(status, 201, text);
    await remote.close();
  });
});

describe('registration with software statements', () => {
  it('takes the statement of an issuer that opens it in the place of a token, and of no other', async () => {
    const open = await stating(signedBy(directory, claims({ iss: WELCOME })), {}, null);
    assert.equal(open.status, 201, open.text);
    const closed = await stating(signedBy(directory, claims()), {}, null);
    assert.equal(closed.status, 401);
    assert.equal(closed.headers['www-authenticate'], 'Bearer realm="acme"');
    assert.equal((await register({ redirect_uris }, null)).status, 401, 'without either');
    const forged = await stating(signedBy(stranger, claims({ iss: WELCOME })), {}, null);
    assert.deepEqual([forged.status, forged.json.error], [400, 'invalid_software_statement']);
    const guess = await stating(signedBy(directory, claims({ iss: WELCOME })), {}, 'a-guess');
    assert.deepEqual([guess.status, guess.json.error], [401, 'invalid_token'], 'a wrong token beside it');
  });

  it('is for nobody without one where it is required', async () => {
    const strict = await serveOAuth({
      registration: 'open',
      softwareStatements: {
        required: true,
        issuers: [{ issuer: ISSUER, jwks: { keys: [directory.jwk as { kty: string }] } }],
      },
    });
    const without = await register({ redirect_uris }, null, strict);
    assert.deepEqual([without.status, without.json.error], [400, 'invalid_software_statement']);
    const statement = signedBy(directory, claims());
    const vouched = await register({ redirect_uris, software_statement: statement }, null, strict);
    assert.equal(vouched.status, 201);
    await strict.close();
  });

  it('passes statements over where nobody is trusted, and keeps what the client says of its software', async () => {
    const plain = await serveOAuth({ registration: 'open' });
    const body = { redirect_uris, software_id: 'mine', software_version: '1', software_statement: 'x' };
    const { status, json } = await register(body, null, plain);
    assert.equal(status, 201);
    assert.deepEqual([json.software_id, json.software_version], ['mine', '1']);
    assert.equal(json.software_statement, undefined);
    const wrong = await register({ redirect_uris, software_id: 1 }, null, plain);
    assert.deepEqual([wrong.status, wrong.json.error], [400, 'invalid_client_metadata']);
    await plain.close();
  });
});
