import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { CALLBACK, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, signedIn, type Visitor } from '../../pages/visitor.ts';
import {
  assertPage,
  base64url,
  bodyOf,
  claims,
  confidential,
  decide,
  KEY,
  OTHER_KEY,
  open,
  openRequestSite,
  pathOf,
  plainPath,
  push,
  pushedPath,
  redeem,
  requestObject,
  sentBack,
} from './rig.ts';

/* Request objects (RFC 9101): believed only under the client's own registered key, and then before all else. */

let site: Site;
let ada: Visitor;
let host: Server;
/** The answer of the client's own server at its registered address. */
let served = { status: 200, type: 'application/oauth-authz-req+jwt', body: '' };
let asked = 0;
let registered = '';

before(async () => {
  host = createServer((request, response) => {
    asked++;
    const location = request.url === '/moved' ? { location: registered } : {};
    response.writeHead(request.url === '/moved' ? 302 : served.status, {
      'content-type': served.type,
      ...location,
    });
    response.end(served.body);
  });
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
  const at = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  registered = `${at}/request`;
  const jwks = { keys: [KEY.jwk] };
  site = await openRequestSite({
    clients: [
      confidential('by-reference', { jwks, requestUris: [registered, `${at}/moved`] }),
      confidential('ps256-only', { jwks, requestObjectAlgorithm: 'PS256' }),
    ],
  });
  ada = await signedIn(site);
});
after(async () => {
  await site.close();
  host.closeAllConnections();
  await new Promise((closed) => host.close(closed));
});

const path = (request: string, over: Record<string, string> = {}) =>
  pathOf({ client_id: 'signer', redirect_uri: CALLBACK, state: 'outside', request, ...over });

/** The error that comes back to where the link says, with the state that the link has. */
async function refusal(at: string): Promise<string | undefined> {
  const { error, state, code, iss } = sentBack(await ada.get(at));
  assert.equal(code, undefined);
  assert.equal(state, 'outside');
  assert.equal(iss, site.api.address.issuer);
  return error;
}

describe('a request object', () => {
  it('signed by the client leads to a code; nothing outside of it counts', async () => {
    const more = { scope: 'read write', code_challenge: 'x', response_type: 'token', prompt: 'none' };
    const { page, at } = await open(ada, path(requestObject(site), more));
    assert.match(page.text, /The signer wants to connect/);
    assert.ok(!at.includes('scope'), 'the object has been stored and is named from now on');
    assert.ok(!page.text.includes('Create and change cases'), 'the scope outside is not shown');
    const answer = await ada.post(at, { ...consentFields(page), decision: 'allow' });
    assert.equal(sentBack(answer).state, 'a state');
    const token = await redeem(site, answer, { client_id: 'signer' });
    assert.equal(bodyOf(token).scope, 'read', token.text);
  });

  it('may take its type from the old days, or have none', async () => {
    for (const header of [{ typ: 'JWT' }, { typ: undefined }, { typ: 'application/oauth-authz-req+jwt' }]) {
      const answer = await decide(ada, path(requestObject(site, {}, header)));
      assert.ok(codeIn(answer), JSON.stringify(header));
    }
  });

  it('can say in JSON what a query says in text', async () => {
    const object = requestObject(site, {
      max_age: 60,
      resource: ['https://api.harbour.example'],
      claims: {},
    });
    // The served name is another one, so this is refused for its resource, and only for that.
    assert.equal(sentBack(await ada.get(path(object))).error, 'invalid_target');
  });

  it('is decided once, however often and in however many tabs its link is opened', async () => {
    const link = path(requestObject(site, { prompt: 'consent' }));
    const [one, two] = [await open(ada, link), await open(ada, link)];
    assert.equal(one.at, two.at);
    assert.ok(codeIn(await ada.post(one.at, { ...consentFields(one.page), decision: 'allow' })));
    assertPage(
      await ada.post(two.at, { ...consentFields(two.page), decision: 'allow' }),
      'invalid_request_uri',
    );
    assertPage((await open(ada, link)).page, 'invalid_request_uri');
  });

  it('may expire while the user reads', async () => {
    const { page, at } = await open(ada, path(requestObject(site, { prompt: 'consent' })));
    site.clock.turn(8 * MINUTE);
    assert.ok(codeIn(await ada.post(at, { ...consentFields(page), decision: 'allow' })));
  });

  const seconds = () => Math.floor(site.clock.now() / SECOND);
  const bad: [string, () => string][] = [
    ['that is no JWT', () => 'nonsense'],
    ['that is encrypted', () => 'a.b.c.d.e'],
    ['without signature', () => `${requestObject(site).split('.').slice(0, 2).join('.')}.`],
    ['with alg none', () => `${base64url({ alg: 'none' })}.${base64url(claims(site))}.`],
    ['with alg None', () => `${base64url({ alg: 'None' })}.${base64url(claims(site))}.`],
    ['signed with the public key as a shared secret', () => confused(JSON.stringify(KEY.jwk))],
    [
      'signed with the public key in PEM as a shared secret',
      () => confused(KEY.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ],
    ["signed with somebody else's key", () => requestObject(site, {}, {}, OTHER_KEY.privateKey)],
    ['that brings its own key', () => requestObject(site, {}, { jwk: OTHER_KEY.jwk }, OTHER_KEY.privateKey)],
    [
      'that says where its key is (jku)',
      () => requestObject(site, {}, { jku: registered }, OTHER_KEY.privateKey),
    ],
    ['that says where its key is (x5u)', () => requestObject(site, {}, { x5u: registered })],
    ['with an unknown kid', () => requestObject(site, {}, { kid: 'second' })],
    ['with a path for a kid', () => requestObject(site, {}, { kid: '../../../dev/null' })],
    ['with SQL for a kid', () => requestObject(site, {}, { kid: "first' OR '1'='1" })],
    ['with an object for a kid', () => requestObject(site, {}, { kid: { $ne: null } })],
    [
      'with an extension that must be understood',
      () => requestObject(site, {}, { crit: ['b64'], b64: false }),
    ],
    ['of another type', () => requestObject(site, {}, { typ: 'at+jwt' })],
    ['that is a logout token', () => requestObject(site, {}, { typ: 'logout+jwt' })],
    ['of another issuer', () => requestObject(site, { iss: 'server' })],
    ['without issuer', () => requestObject(site, { iss: undefined })],
    ['for another server', () => requestObject(site, { aud: 'https://other.example' })],
    ['for a list of other servers', () => requestObject(site, { aud: ['https://other.example'] })],
    ['without audience', () => requestObject(site, { aud: undefined })],
    ['of another client inside', () => requestObject(site, { client_id: 'server' })],
    ['of no client inside', () => requestObject(site, { client_id: undefined })],
    ['that would do as a client assertion', () => requestObject(site, { sub: 'signer' })],
    ['without expiry', () => requestObject(site, { exp: undefined })],
    ['that expired a minute ago', () => requestObject(site, { exp: seconds() - 60 })],
    ['that is good for a day', () => requestObject(site, { exp: seconds() + 86_400 })],
    [
      'that is good for more than an hour',
      () => requestObject(site, { nbf: seconds() - 3_000, exp: seconds() + 1_800 }),
    ],
    ['from a minute ahead', () => requestObject(site, { nbf: seconds() + 60 })],
    ['that was made hours ago', () => requestObject(site, { nbf: seconds() - (2 * HOUR) / SECOND })],
    ['with an expiry in words', () => requestObject(site, { exp: 'tomorrow' })],
    ['within another', () => requestObject(site, { request: requestObject(site) })],
    ['with a reference in it', () => requestObject(site, { request_uri: registered })],
    ['with a list where text belongs', () => requestObject(site, { redirect_uri: [CALLBACK] })],
    ['with nothing where text belongs', () => requestObject(site, { state: null })],
    ['changed after it was signed', () => tampered()],
  ];
  for (const [what, object] of bad) {
    it(`${what} is refused, by the link and when it is pushed`, async () => {
      assert.equal(await refusal(path(object())), 'invalid_request_object');
      const answer = await push(site, { client_id: 'signer', request: object() });
      assert.equal(answer.status, 400, answer.text);
      assert.equal(bodyOf(answer).error, 'invalid_request_object');
    });
  }

  it('passes when another server is named beside this one, and without nbf where that is not asked for', async () => {
    for (const over of [{ aud: ['https://x.example', site.api.address.issuer] }, { nbf: undefined }]) {
      const sent = await push(site, { client_id: 'signer', request: requestObject(site, over) });
      assert.equal(sent.status, 201, sent.text);
    }
  });

  it('passes with clocks 10 s apart', async () => {
    for (const over of [{ exp: seconds() - 10 }, { nbf: seconds() + 10, iat: seconds() + 10 }]) {
      assert.equal((await ada.get(path(requestObject(site, over)))).status, 303, JSON.stringify(over));
      const sent = await push(site, { client_id: 'signer', request: requestObject(site, over) });
      assert.equal(sent.status, 201, sent.text);
    }
  });

  it('never sends anybody to an address that only the object names', async () => {
    const evil = requestObject(site, { redirect_uri: 'https://evil.example/' });
    assertPage(await ada.get(path(evil)), 'invalid_redirect_uri');
    const unsigned = `${base64url({ alg: 'none' })}.${base64url(claims(site, { redirect_uri: 'https://evil.example/' }))}.`;
    assertPage(await ada.get(pathOf({ client_id: 'signer', request: unsigned })), 'invalid_request_object');
    const outside = path(unsigned, { redirect_uri: 'https://evil.example/' });
    assertPage(await ada.get(outside), 'invalid_request_object');
  });

  it('is refused from a client that has no keys', async () => {
    assert.equal(await refusal(path(requestObject(site), { client_id: 'server' })), 'request_not_supported');
  });

  it('of one client is nothing in the hands of another', async () => {
    assert.equal(
      await refusal(path(requestObject(site), { client_id: 'must-sign' })),
      'invalid_request_object',
    );
  });

  it('is held to the algorithm that its client registered', async () => {
    const object = requestObject(site, { client_id: 'ps256-only', iss: 'ps256-only' });
    assert.equal(await refusal(path(object, { client_id: 'ps256-only' })), 'invalid_request_object');
  });

  it('can be demanded of a client, at both doors', async () => {
    const plain = sentBack(await ada.get(plainPath({ client_id: 'must-sign' })));
    assert.equal(plain.error, 'invalid_request');
    const unsigned = { client_id: 'must-sign', response_type: 'code', redirect_uri: CALLBACK, scope: 'read' };
    assert.equal(bodyOf(await push(site, unsigned)).error, 'invalid_request');
    const object = requestObject(site, { client_id: 'must-sign', iss: 'must-sign' });
    const sent = await push(site, { client_id: 'must-sign', request: object });
    assert.ok(codeIn(await decide(ada, pushedPath(String(bodyOf(sent).request_uri), 'must-sign'))));
  });
});

describe('a pushed request object', () => {
  it('is what counts, not what stands beside it', async () => {
    const beside = { scope: 'read write', state: 'beside' };
    const sent = await push(site, { client_id: 'signer', request: requestObject(site), ...beside });
    const answer = await decide(ada, pushedPath(String(bodyOf(sent).request_uri), 'signer'));
    assert.equal(sentBack(answer).state, 'a state');
    assert.equal(bodyOf(await redeem(site, answer, { client_id: 'signer' })).scope, 'read');
  });

  it('is taken once', async () => {
    const form = { client_id: 'signer', request: requestObject(site) };
    const answers = await Promise.all(Array.from({ length: 6 }, () => push(site, form)));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    for (const answer of answers) {
      if (answer.status !== 201) assert.equal(bodyOf(answer).error, 'invalid_request_object');
    }
  });

  it('must come from the client that signed it', async () => {
    const form = { client_id: 'server', request: requestObject(site) };
    assert.equal(bodyOf(await push(site, form)).error, 'request_not_supported');
    const other = { client_id: 'must-sign', request: requestObject(site) };
    assert.equal(bodyOf(await push(site, other)).error, 'invalid_request_object');
  });
});

describe('a request object by reference', () => {
  const mine = { client_id: 'by-reference', iss: 'by-reference' };
  const link = (uri: string) =>
    pathOf({ client_id: 'by-reference', redirect_uri: CALLBACK, state: 'outside', request_uri: uri });

  it('is fetched from a registered address, once for a whole visit', async () => {
    served = { status: 200, type: 'application/oauth-authz-req+jwt', body: requestObject(site, mine) };
    asked = 0;
    const { page, at } = await open(ada, link(registered));
    served.body = 'changed since';
    assert.ok(codeIn(await ada.post(at, { ...consentFields(page), decision: 'allow' })));
    assert.equal(asked, 1);
  });

  it('is not fetched from any other', async () => {
    asked = 0;
    for (const uri of [
      `${registered}?x`,
      `${registered}/`,
      registered.toUpperCase(),
      'http://127.0.0.1:1/request',
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'urn:x',
    ]) {
      assert.equal(await refusal(link(uri)), 'invalid_request_uri', uri);
    }
    assert.equal(asked, 0);
    const other = pathOf({
      client_id: 'signer',
      redirect_uri: CALLBACK,
      state: 'outside',
      request_uri: registered,
    });
    assert.equal(await refusal(other), 'request_uri_not_supported');
    assert.equal(asked, 0);
  });

  it('that cannot be had, moved or is something else is refused', async () => {
    served = { status: 200, type: 'text/html', body: requestObject(site, mine) };
    assert.equal(await refusal(link(registered)), 'invalid_request_uri');
    served = { status: 500, type: 'application/jwt', body: '' };
    assert.equal(await refusal(link(registered)), 'invalid_request_uri');
    served = { status: 200, type: 'application/jwt', body: 'x'.repeat(64 * 1024) };
    assert.equal(await refusal(link(registered)), 'invalid_request_uri');
    assert.equal(await refusal(link(registered.replace('/request', '/moved'))), 'invalid_request_uri');
    served = { status: 200, type: 'application/jwt', body: 'a.b.c' };
    assert.equal(await refusal(link(registered)), 'invalid_request_object');
  });
});

/** Algorithm confusion: HMAC under what everybody can read. */
function confused(secret: string): string {
  const input = `${base64url({ alg: 'HS256', typ: 'oauth-authz-req+jwt', kid: 'first' })}.${base64url(claims(site))}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

function tampered(): string {
  const [header, , signature] = requestObject(site).split('.');
  return `${header}.${base64url(claims(site, { scope: 'read write' }))}.${signature}`;
}
