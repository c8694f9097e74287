import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { certificateThumbprint } from '../../../src/http/presented-certificate.ts';
import { DAY } from '../../../src/lib/clock.ts';
import type { Client } from '../../../src/model/index.ts';
import { ACCOUNTS, API, client as acmeClient } from '../acme.ts';
import type { Reply } from '../serve.ts';
import {
  C,
  type CertificateInput,
  type Certified,
  CLIENT_USE,
  CN,
  certify,
  O,
  SERVER_USE,
} from './certificates.ts';
import { MTLS, type OverTls, serveOverTls } from './over-tls.ts';

const now = Date.now();
const authority = certify(now, {
  subject: [
    [O, 'Trust'],
    [CN, 'Client CA'],
  ],
  authority: true,
});
const impostor = certify(now, {
  subject: [
    [O, 'Trust'],
    [CN, 'Client CA'],
  ],
  authority: true,
});
const SUBJECT: [string, string][] = [
  [C, 'NL'],
  [O, 'Bank, Ltd'],
  [CN, 'client one'],
];
const by = (issuer: Certified, over: Partial<CertificateInput> = {}) =>
  certify(now, { subject: SUBJECT, usages: [CLIENT_USE], ...over }, issuer);
const good = by(authority);
const own = certify(now, { subject: [[CN, 'self']] });
const bound = certify(now, { subject: [[CN, 'bound']] });

let served: OverTls;
before(async () => {
  served = await serveOverTls({
    clientCertificates: { from: 'tls', origin: `https://${MTLS}`, authorities: authority.pem },
    registration: 'open',
  });
  await add('named', {
    authMethod: 'tls_client_auth',
    settings: { tlsSubject: { kind: 'dn', value: 'CN=client one,O=Bank\\, Ltd,C=NL' } },
  });
  await add('self', {
    authMethod: 'self_signed_tls_client_auth',
    settings: { jwks: { keys: [keyOf(own)] }, certificateBound: true },
  });
  await add('exact', {
    authMethod: 'self_signed_tls_client_auth',
    settings: { jwks: { keys: [{ ...keyOf(own), x5c: [raw(own)] }] } },
  });
  await add('app', { kind: 'public', authMethod: 'none', settings: { certificateBound: true } });
});
after(() => served.close());

async function add(id: string, over: Partial<Client>) {
  await served.api.store.createClient(acmeClient(id, over), null, []);
}

const x509 = ({ pem }: Certified) => new X509Certificate(pem);
const raw = (certificate: Certified) => x509(certificate).raw.toString('base64');
const keyOf = (certificate: Certified) => x509(certificate).publicKey.export({ format: 'jwk' });
const thumbprint = (certificate: Certified) => certificateThumbprint(x509(certificate));

const ask = (id: string, certificate?: Certified) =>
  served.token({ grant_type: 'client_credentials', scope: 'read', client_id: id }, certificate);

async function refused(reply: Reply, reason: string, status = 401, error = 'invalid_client') {
  assert.deepEqual([reply.status, reply.json.error], [status, error], reply.text);
  assert.equal(reply.headers['cache-control'], 'no-store');
  const [row] = await served.api.store.auditTrail({ kind: 'token.refused', limit: 1 });
  assert.equal(row?.code, reason);
}

describe('tls_client_auth', () => {
  it('takes a certificate of an authority that names the client', async () => {
    const reply = await ask('named', good);
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.json.token_type, 'Bearer');
  });

  const wrong: [string, () => Certified][] = [
    ['of an authority of the same name', () => by(impostor)],
    ['signed by itself', () => certify(now, { subject: SUBJECT })],
    ['of another client', () => by(authority, { subject: [...SUBJECT.slice(0, 2), [CN, 'client two']] })],
    ['with a name that only begins so', () => by(authority, { subject: [...SUBJECT, [CN, 'more']] })],
    ['that has expired', () => by(authority, { notAfter: now - DAY / 2 })],
    ['that is not valid yet', () => by(authority, { notBefore: now + DAY })],
    ['for servers', () => by(authority, { usages: [SERVER_USE] })],
    ['that is an authority itself', () => by(authority, { authority: true })],
    ['issued by a client', () => by(good)],
  ];
  for (const [what, make] of wrong) {
    it(`refuses a certificate ${what}`, async () => {
      await refused(await ask('named', make()), 'certificate_wrong');
    });
  }

  it('refuses the client without a certificate, and on the port that does not ask for one', async () => {
    await refused(await ask('named'), 'certificate_not_presented');
    const elsewhere = await served.call({
      host: API,
      path: '/oauth/token',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=named',
      certificate: good,
      plain: true,
    });
    await refused(elsewhere, 'certificate_not_presented');
  });

  it('does not let a certificate stand in for a secret, nor a header for a certificate', async () => {
    await refused(await ask('web', good), 'secret_missing');
    const claimed = await served.call({
      host: MTLS,
      path: '/oauth/token',
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'client-cert': `:${raw(good)}:`,
        'x-client-cert': encodeURIComponent(good.pem),
      },
      body: 'grant_type=client_credentials&client_id=named',
    });
    await refused(claimed, 'certificate_not_presented');
  });

  it('compares alternative names exactly, each kind with its own', async () => {
    const names: [number, Buffer | string][] = [
      [1, 'client@bank.example'],
      [2, 'client.bank.example'],
      [6, 'https://bank.example/client, DNS:evil.example'],
      [7, Buffer.of(192, 0, 2, 7)],
    ];
    const named = by(authority, { names });
    const wildcard = by(authority, { names: [[2, '*.bank.example']] });
    const cases: ['san_dns' | 'san_uri' | 'san_ip' | 'san_email', string, Certified, boolean][] = [
      ['san_dns', 'client.bank.example', named, true],
      ['san_dns', 'evil.example', named, false],
      ['san_dns', 'bank.example', named, false],
      ['san_dns', 'client.bank.example', wildcard, false],
      ['san_dns', 'client one', by(authority), false],
      ['san_uri', 'https://bank.example/client, DNS:evil.example', named, true],
      ['san_uri', 'https://bank.example/client', named, false],
      ['san_ip', '192.0.2.7', named, true],
      ['san_ip', '192.0.2.8', named, false],
      ['san_email', 'client@bank.example', named, true],
      ['san_email', 'client.bank.example', named, false],
    ];
    for (const [index, [kind, value, certificate, passes]] of cases.entries()) {
      const id = `san-${index}`;
      await add(id, { authMethod: 'tls_client_auth', settings: { tlsSubject: { kind, value } } });
      assert.equal((await ask(id, certificate)).status, passes ? 200 : 401, `${kind} ${value}`);
    }
  });
});

describe('self_signed_tls_client_auth', () => {
  it('takes a certificate with a key that the client registered, however it was issued', async () => {
    assert.equal((await ask('self', own)).status, 200);
    assert.equal((await ask('exact', own)).status, 200);
  });

  it('refuses any other, and one of the same key where the certificate itself is registered', async () => {
    await refused(await ask('self', certify(now, { subject: [[CN, 'self']] })), 'certificate_wrong');
    await refused(await ask('self', good), 'certificate_wrong');
    await refused(await ask('exact', bound), 'certificate_wrong');
  });
});

describe('certificate-bound tokens', () => {
  const hello = (token: unknown, certificate?: Certified, plain = false) =>
    served.call({
      host: API,
      path: '/v1/hello',
      headers: { authorization: `Bearer ${String(token)}` },
      certificate,
      plain,
    });

  it('work with the certificate they were issued to, and with no other', async () => {
    const { access_token: token } = (await ask('self', own)).json;
    const welcome = await hello(token, own);
    assert.equal(welcome.status, 200, welcome.text);
    assert.equal(welcome.json.client, 'self');
    for (const reply of [await hello(token), await hello(token, good), await hello(token, own, true)]) {
      assert.equal(reply.status, 401);
      assert.equal(reply.json.code, 'token_bound');
      assert.equal(reply.json.remedy, 'fix_request');
      assert.match(String(reply.headers['www-authenticate']), /^Bearer .*error="invalid_token"/);
    }
  });

  it('say so when they are introspected', async () => {
    const { access_token: token } = (await ask('self', own)).json;
    const reply = await served.call({
      host: MTLS,
      path: '/oauth/introspect',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: String(token), client_id: 'self' }).toString(),
      certificate: own,
    });
    assert.equal(reply.json.active, true, reply.text);
    assert.deepEqual(reply.json.cnf, { 'x5t#S256': thumbprint(own) });
  });

  it('are not issued without a certificate', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'app' };
    await refused(await served.token(form), 'certificate_missing', 400, 'invalid_request');
  });

  it('are not forced on a client that only authenticates with one', async () => {
    const { access_token: token } = (await ask('named', good)).json;
    assert.equal((await hello(token, undefined, true)).status, 200);
  });
});

describe('the metadata', () => {
  it('names the methods, and the endpoints where certificates are asked for', async () => {
    const path = '/.well-known/oauth-authorization-server';
    const { json } = await served.call({ host: ACCOUNTS, path, plain: true });
    const methods = json.token_endpoint_auth_methods_supported as string[];
    assert.ok(methods.includes('tls_client_auth') && methods.includes('self_signed_tls_client_auth'));
    assert.equal(json.tls_client_certificate_bound_access_tokens, true);
    const aliases = json.mtls_endpoint_aliases as Record<string, string>;
    assert.equal(aliases.token_endpoint, `https://${MTLS}/oauth/token`);
    assert.equal(aliases.introspection_endpoint, `https://${MTLS}/oauth/introspect`);
    assert.equal(aliases.revocation_endpoint, `https://${MTLS}/oauth/revoke`);
    assert.equal(aliases.authorization_endpoint, undefined);
  });
});

describe('openid-client over TLS', () => {
  const through =
    (certificate: Certified): client.CustomFetch =>
    async (address, options) => {
      const url = new URL(address);
      const reply = await served.call({
        host: url.host,
        path: url.pathname + url.search,
        method: options.method,
        headers: Object.fromEntries(new Headers(options.headers)),
        body: options.body == null ? '' : await new Response(options.body as BodyInit).text(),
        // A browser-like connection elsewhere: only the aliases ask.
        ...(url.host === ACCOUNTS ? { plain: true } : { certificate }),
      });
      const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers });
    };

  for (const [id, certificate] of [
    ['named', good],
    ['self', own],
  ] as const) {
    it(`gets, asks about and revokes a token as ${id}, by the aliases`, async () => {
      const config = await client.discovery(
        new URL(`https://${ACCOUNTS}`),
        id,
        { use_mtls_endpoint_aliases: true },
        client.TlsClientAuth(),
        { algorithm: 'oauth2', [client.customFetch]: through(certificate) },
      );
      const tokens = await client.clientCredentialsGrant(config, { scope: 'read' });
      const about = await client.tokenIntrospection(config, tokens.access_token);
      assert.equal(about.active, true);
      await client.tokenRevocation(config, tokens.access_token);
      assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
    });
  }
});

describe('registration over TLS', () => {
  it('makes a client that proves itself by its certificate', async () => {
    const reply = await served.call({
      host: ACCOUNTS,
      path: '/oauth/register',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: ['https://app.example/cb'],
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_san_dns: 'client.bank.example',
        tls_client_certificate_bound_access_tokens: true,
      }),
      plain: true,
    });
    assert.equal(reply.status, 201, reply.text);
    assert.equal(reply.json.client_secret, undefined);
    assert.equal(reply.json.tls_client_auth_san_dns, 'client.bank.example');
    assert.equal(reply.json.tls_client_certificate_bound_access_tokens, true);
    const form = { grant_type: 'authorization_code', code: 'x', client_id: String(reply.json.client_id) };
    await refused(await served.token(form, good), 'certificate_wrong');
    const named = by(authority, { names: [[2, 'client.bank.example']] });
    await refused(await served.token(form, named), 'code_unknown', 400, 'invalid_grant');
  });
});
