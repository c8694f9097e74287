import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { isDocumentAddress } from '../../../src/rules/registration/client-document.ts';
import { authorizePath, CALLBACK, client, openSite, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, signedIn } from '../../pages/visitor.ts';

/*
 * Clients that are known by the address of their metadata (Client ID Metadata Documents), fetched from a real
 * server on this machine, which is allowed in development alone.
 */

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });

type Document = Record<string, unknown>;
/** The answers of the client's server, by path. */
const documents = new Map<string, RequestListener>();
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  const answer = documents.get(request.url ?? '');
  if (answer) answer(request, response);
  else response.writeHead(404).end();
});

const VERIFIER = 'v'.repeat(43);

let site: Site;
let origin = '';
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const taken = client({
    id: `${hostFor('/taken')}/taken`,
    kind: 'public',
    redirectUris: ['https://other.example/'],
  });
  site = await openSite({ definition: { clientMetadataDocuments: true }, clients: [taken] });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await site.close();
});

/** Puts a document up and gives its address. */
function publish(path: string, over: Document = {}, headers: Record<string, string> = {}): string {
  const address = hostFor(path) + path;
  const document = { client_id: address, client_name: 'Agent', redirect_uris: [CALLBACK], ...over };
  documents.set(path, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(document));
  });
  return address;
}

/** One for each, because each host is asked so many times a minute only. */
const hostFor = (path: string) => origin.replace('127.0.0.1', `${path.slice(1).replace('/', '-')}.localhost`);

const timesAsked = (path: string) => asked.filter((each) => each === path).length;
const authorize = async (id: string) => (await signedIn(site)).get(authorizePath({ client_id: id }));
const stored = async (id: string) => (await site.api.store.client(id, site.clock.now()))?.client ?? null;

async function assertRefused(id: string, because: RegExp): Promise<void> {
  const { status, text, location } = await authorize(id);
  assert.equal(status, 400, text);
  assert.equal(location, undefined);
  assert.match(text, /Reference: <code>client_document_unusable<\/code>/);
  assert.match(text, because);
  assert.equal(await stored(id), null);
}

describe('a client_id that is the address of a document', () => {
  it('is written one way: https, a path, no dots, fragment or credentials', () => {
    for (const good of [
      'https://agent.example/client.json',
      'https://agent.example:8443/a/b?c=d',
      'https://a.example/a..b',
    ]) {
      assert.equal(isDocumentAddress(good, false), true, good);
    }
    for (const bad of [
      'https://agent.example',
      'https://agent.example/',
      'http://agent.example/client.json',
      'http://127.0.0.1/client.json',
      'https://agent.example/a#b',
      'https://agent.example/a#',
      'https://user@agent.example/a',
      'https://:pass@agent.example/a',
      'https://agent.example/a/../b',
      'https://agent.example/a/./b',
      'https://agent.example/a/%2e%2E/b',
      'https://agent.example/a/..',
      'https://AGENT.example/a',
      'https://agent.example:443/a',
      'https:/agent.example/a',
      'https:\\\\agent.example\\a',
      'https://agent.example/a b',
      `https://agent.example/${'a'.repeat(1024)}`,
      'file:///etc/passwd',
      'web',
    ]) {
      assert.equal(isDocumentAddress(bad, false), false, bad);
    }
    assert.equal(isDocumentAddress('http://127.0.0.1:81/client.json', true), true);
    assert.equal(isDocumentAddress('http://agent.example/client.json', true), false);
  });

  it('is asked for on the consent page by its host, unverified, and gets tokens like any client', async () => {
    const id = publish('/agent', {
      client_uri: 'https://bank.example/',
      grant_types: ['authorization_code', 'refresh_token', 'urn:example:other'],
      response_types: ['code', 'token'],
      scope: 'read elsewhere',
    });
    const browser = await signedIn(site);
    const path = authorizePath({ client_id: id, scope: 'read', code_challenge: sha256(VERIFIER) });
    const page = await browser.get(path);
    assert.equal(page.status, 200, page.text);
    const { host } = new URL(id);
    assert.ok(page.text.includes(`from ${host}</span>`), page.text);
    assert.ok(page.text.includes(`describes itself at ${host}`));
    assert.match(page.text, /Not verified/);
    assert.doesNotMatch(page.text, /bank\.example/);

    const code = codeIn(await browser.post(path, { ...consentFields(page), decision: 'allow' }));
    const answer = await browser.post('/oauth/token', {
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: CALLBACK,
      client_id: id,
      code_verifier: VERIFIER,
    });
    assert.equal(answer.status, 200, answer.text);
    assert.ok(JSON.parse(answer.text).access_token);
    assert.equal(timesAsked('/agent'), 1);
    const known = await stored(id);
    assert.equal(known?.origin, 'document');
    assert.equal(known?.kind, 'public');
    assert.deepEqual(known?.grantTypes, ['authorization_code', 'refresh_token']);
    assert.deepEqual(known?.scopes, ['read']);
    const [row] = await site.api.store.auditTrail({ kind: 'client.created', clientId: id, limit: 1 });
    assert.equal(row?.detail.origin, 'document');
  });

  it('is asked for again after its cache headers, between five minutes and a day', async () => {
    const lifetimes: [string, Record<string, string>, number][] = [
      ['/silent', {}, 5 * MINUTE],
      ['/hasty', { 'cache-control': 'max-age=1' }, 5 * MINUTE],
      ['/hourly', { 'cache-control': 'public, max-age=3600' }, 60 * MINUTE],
      ['/eternal', { 'cache-control': 'max-age=99999999' }, DAY],
    ];
    for (const [path, headers] of lifetimes) await authorize(publish(path, {}, headers));
    const began = site.clock.now();
    for (const [path, headers, lifetime] of lifetimes) {
      const id = publish(path, { client_name: 'Renamed' }, headers);
      site.clock.turn(began + lifetime - 1 - site.clock.now());
      await authorize(id);
      assert.equal((await stored(id))?.name, 'Agent', path);
      site.clock.turn(1);
      await authorize(id);
      assert.equal((await stored(id))?.name, 'Renamed', path);
      assert.equal(timesAsked(path), 2);
    }
  });

  it('is fetched once for many requests at the same moment', async () => {
    const id = publish('/crowd');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => site.browser().get(authorizePath({ client_id: id }))),
    );
    assert.ok(
      answers.every(({ status }) => status === 200),
      String(answers[0]?.status),
    );
    assert.equal(timesAsked('/crowd'), 1);
  });

  it('may turn from public to signing, and is held to it from then on', async () => {
    const id = publish('/growing');
    await authorize(id);
    publish('/growing', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } });
    site.clock.turn(5 * MINUTE);
    await authorize(id);
    assert.equal((await stored(id))?.kind, 'confidential');
    const form = { grant_type: 'authorization_code', code: 'x', code_verifier: 'x', client_id: id };
    const answer = await site.browser().post('/oauth/token', form);
    assert.equal(answer.status, 401, answer.text);
    assert.equal(JSON.parse(answer.text).error, 'invalid_client');
  });

  it('still counts for a day when its server is down, but not when it was withdrawn', async () => {
    const id = publish('/shaky');
    await authorize(id);
    documents.set('/shaky', (request) => request.socket.destroy());
    site.clock.turn(5 * MINUTE);
    assert.equal((await authorize(id)).status, 200);
    site.clock.turn(DAY);
    assert.equal((await authorize(id)).status, 400);
    publish('/shaky');
    assert.equal((await authorize(id)).status, 200);
    site.clock.turn(5 * MINUTE);
    documents.delete('/shaky');
    const gone = await authorize(id);
    assert.equal(gone.status, 400);
    assert.match(gone.text, /answers with an error/);
  });

  it('never takes the place of a client of another origin', async () => {
    const id = publish('/taken');
    const { status } = await authorize(id);
    assert.equal(status, 400);
    assert.deepEqual((await stored(id))?.redirectUris, ['https://other.example/']);
    assert.equal(timesAsked('/taken'), 0);
    const described = client({ id, origin: 'document', kind: 'public' });
    assert.equal(await site.api.store.saveDocumentClient(described, []), 'taken');
    assert.equal((await stored(id))?.origin, 'seed');
  });
});

describe('a document that cannot be used', () => {
  const hostile: [string, Document, RegExp][] = [
    ['names another client', { client_id: 'https://bank.example/client' }, /not its own address/],
    ['names nobody', { client_id: undefined }, /not its own address/],
    ['holds a secret', { client_secret: 'x' }, /holds a client secret/],
    ['wants a secret', { token_endpoint_auth_method: 'client_secret_basic' }, /is not offered/],
    ['wants to sign with a secret', { token_endpoint_auth_method: 'client_secret_jwt' }, /is not offered/],
    ['signs with no key', { token_endpoint_auth_method: 'private_key_jwt' }, /needs jwks/],
    ['holds a private key', { jwks: { keys: [{ ...jwk, d: 'x' }] } }, /private or symmetric key/],
    ['has no redirect URI', { redirect_uris: [] }, /at least one URI/],
    ['has a script as one', { redirect_uris: ['javascript:alert(1)'] }, /redirect URI must/],
    ['has one with a fragment', { redirect_uris: [`${CALLBACK}#x`] }, /fragment/],
    ['has one without TLS', { redirect_uris: ['http://agent.example/'] }, /redirect URI must/],
    ['has a name of two lines', { client_name: 'a\nb' }, /client_name/],
    ['acts for itself', { grant_types: ['client_credentials'] }, /must hold authorization_code/],
    ['is huge', { padding: 'x'.repeat(6_000) }, /larger than 5 KiB/],
  ];
  for (const [index, [what, over, because]] of hostile.entries()) {
    it(what, () => assertRefused(publish(`/hostile/${index}`, over), because));
  }

  const answers: [string, RequestListener, RegExp][] = [
    ['redirects', (_, response) => response.writeHead(302, { location: '/agent' }).end(), /redirect/],
    [
      'is a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      /not served as application\/json/,
    ],
    [
      'is no JSON',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<p>'),
      /not a JSON object/,
    ],
    [
      'is a list',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'),
      /not a JSON object/,
    ],
    [
      'never stops',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.on('error', () => {});
        response.write(' '.repeat(20_000));
      },
      /larger than 5 KiB/,
    ],
    ['never comes', () => {}, /did not answer in time/],
  ];
  for (const [index, [what, answer, because]] of answers.entries()) {
    it(what, async () => {
      documents.set(`/answer/${index}`, answer);
      await assertRefused(`${hostFor(`/answer/${index}`)}/answer/${index}`, because);
    });
  }

  it('is refused at the token endpoint and when it is pushed as an unknown client', async () => {
    const id = publish('/mismatch', { client_id: 'x' });
    for (const path of ['/oauth/token', '/oauth/par']) {
      const answer = await site.browser().post(path, { client_id: id, grant_type: 'refresh_token' });
      assert.equal(answer.status, 401, answer.text);
      assert.equal(JSON.parse(answer.text).error, 'invalid_client');
    }
  });

  it('is not remembered: put right, it works at once', async () => {
    await assertRefused(publish('/mended', { client_id: 'x' }), /not its own address/);
    assert.equal((await authorize(publish('/mended'))).status, 200);
  });

  it('makes us ask one host thirty times a minute at most', async () => {
    const own = createServer((_, response) => response.writeHead(404).end());
    own.listen(0, '127.0.0.1');
    await once(own, 'listening');
    let reached = 0;
    own.on('request', () => reached++);
    const base = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
    const ask = (path: string) => site.browser().get(authorizePath({ client_id: `${base}${path}` }));
    for (let n = 0; n < 31; n++) await ask(`/${n}`);
    assert.equal(reached, 30);
    own.close();
  });
});

describe('in production', () => {
  it('private addresses are out of reach', async (t) => {
    const live = await openSite({ definition: { clientMetadataDocuments: true }, secure: true });
    t.after(() => live.close());
    const { port } = server.address() as AddressInfo;
    const before = asked.length;
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      '10.0.0.1',
      '169.254.169.254',
      '[fd00::1]',
    ]) {
      const answer = await live.browser().get(authorizePath({ client_id: `https://${host}/agent` }));
      assert.equal(answer.status, 400);
      assert.match(answer.text, /not on the public Internet/, host);
    }
    const plain = await live.browser().get(authorizePath({ client_id: `${origin}/agent` }));
    assert.match(plain.text, /unknown_client/);
    assert.equal(asked.length, before);
  });

  it('nothing is fetched unless it is configured, and metadata says which it is', async (t) => {
    const off = await openSite();
    t.after(() => off.close());
    const before = asked.length;
    const answer = await off.browser().get(authorizePath({ client_id: publish('/off') }));
    assert.match(answer.text, /unknown_client/);
    assert.equal(asked.length, before);
    const well = '/.well-known/oauth-authorization-server';
    const said = async (at: Site) =>
      JSON.parse((await at.browser().get(well)).text).client_id_metadata_document_supported;
    assert.equal(await said(off), undefined);
    assert.equal(await said(site), true);
  });
});
