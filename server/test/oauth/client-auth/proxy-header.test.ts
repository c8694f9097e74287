import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { defineApi } from '../../../src/config/index.ts';
import { acme, NOW } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';
import { type Certified, CLIENT_USE, CN, certify } from './certificates.ts';
import { addClient } from './signer.ts';

const authority = certify(NOW, { subject: [[CN, 'CA']], authority: true });
const good = certify(NOW, { subject: [[CN, 'one']], usages: [CLIENT_USE] }, authority);
const der = ({ pem }: Certified) => new X509Certificate(pem).raw.toString('base64');

const behind = (trustedProxies: string[]) =>
  serveOAuth({
    clientCertificates: { from: 'header', name: 'X-Client-Cert', trustedProxies, authorities: authority.pem },
  });

const ask = (served: Served, value: string | undefined, name = 'x-client-cert') =>
  served.post(
    { grant_type: 'client_credentials', scope: 'read', client_id: 'one' },
    value === undefined ? {} : { headers: { [name]: value } },
  );

let trusting: Served;
let elsewhere: Served;
before(async () => {
  [trusting, elsewhere] = await Promise.all([behind(['127.0.0.0/8']), behind(['10.0.0.0/8', '::1'])]);
  for (const served of [trusting, elsewhere]) {
    await addClient(served, 'one', {
      authMethod: 'tls_client_auth',
      settings: { tlsSubject: { kind: 'dn', value: 'CN=one' } },
    });
  }
});
after(() => Promise.all([trusting.close(), elsewhere.close()]));

describe('a certificate in the header of a proxy', () => {
  it('is taken from a trusted proxy, in the form of nginx and in that of RFC 9440', async () => {
    assert.equal((await ask(trusting, encodeURIComponent(good.pem))).status, 200);
    assert.equal((await ask(trusting, `:${der(good)}:`)).status, 200);
  });

  it('is ignored from anybody else', async () => {
    const reply = await ask(elsewhere, encodeURIComponent(good.pem));
    assert.deepEqual([reply.status, reply.json.error], [401, 'invalid_client']);
    assert.equal((await elsewhere.rows('token.refused'))[0]?.code, 'certificate_not_presented');
  });

  it('is ignored in another header', async () => {
    assert.equal((await ask(trusting, `:${der(good)}:`, 'client-cert')).status, 401);
  });

  for (const [what, value] of [
    ['nothing', ''],
    ['no certificate', 'hello'],
    ['broken percent-encoding', '%ZZ'],
    ['broken base64', ':AAAA:'],
    ['two certificates', encodeURIComponent(good.pem + good.pem)],
    ['two values', `:${der(good)}:, :${der(good)}:`],
  ] as const) {
    it(`counts as none with ${what}`, async () => {
      assert.equal((await ask(trusting, value)).status, 401);
      assert.equal((await trusting.rows('token.refused'))[0]?.code, 'certificate_not_presented');
    });
  }
});

describe('the configuration', () => {
  const withCertificates = (clientCertificates: object) => () =>
    defineApi({ ...acme(), clientCertificates } as Parameters<typeof defineApi>[0]);

  it('wants proxies, readable addresses, and authorities that are such', () => {
    for (const [wrong, message] of [
      [{ from: 'header', name: 'X-Cert' }, /trustedProxies/],
      [{ from: 'header', name: 'X-Cert', trustedProxies: [] }, /trustedProxies/],
      [{ from: 'header', name: 'X-Cert', trustedProxies: ['proxy'] }, /an IP address/],
      [{ from: 'header', name: 'X: Cert', trustedProxies: ['::1'] }, /a header name/],
      [{ from: 'tls', authorities: 'nonsense' }, /authorities/],
      [{ from: 'tls', authorities: good.pem }, /authorities/],
      [{ from: 'tls', origin: 'http://mtls.acme.test' }, /https URL/],
      [{ from: 'somewhere' }, /clientCertificates/],
    ] as const) {
      assert.throws(withCertificates(wrong), message);
    }
  });

  it('offers tls_client_auth only where authorities are named', async (t) => {
    const served = await serveOAuth({ clientCertificates: { from: 'tls' } });
    t.after(() => served.close());
    const path = '/.well-known/oauth-authorization-server';
    const { json } = await served.call({
      method: 'GET',
      host: 'accounts.acme.test',
      path,
      headers: {},
      body: '',
    });
    const methods = json.token_endpoint_auth_methods_supported as string[];
    assert.ok(methods.includes('self_signed_tls_client_auth'));
    assert.ok(!methods.includes('tls_client_auth'));
    assert.equal(json.mtls_endpoint_aliases, undefined);
  });
});
