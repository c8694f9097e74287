import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { DIALECT_NAMES } from '../../src/config/index.ts';
import { readBasic } from '../../src/http/basic-credentials.ts';
import { decodeForm, Params } from '../../src/http/params.ts';
import { readAuthorizationRequest } from '../../src/oauth/authorize/authorization-request.ts';
import { jsonBody } from '../../src/oauth/dialects/json-token-request.ts';
import { describable } from '../../src/oauth/errors/wire.ts';
import { challengeOf, checkVerifier } from '../../src/rules/request/pkce.ts';
import { redirectUriProblem, sameRedirectUri } from '../../src/rules/request/redirect-uri.ts';
import { anyText } from '../hostile/any-text.ts';
import { CALLBACK } from './acme.ts';
import { type Served, serveOAuth } from './serve.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });

describe('any request', () => {
  it('two redirect URIs are the same only if they are equal but for a loopback port', () => {
    const piece = fc.constantFrom(
      'http://',
      'https://',
      '127.0.0.1',
      '[::1]',
      'localhost',
      'a.example',
      ':1',
      ':80',
      ':65535',
      ':99999',
      '@',
      '/',
      '/cb',
      '?x=1',
      '#',
      '\\',
      '%2f',
      '.',
      ' ',
    );
    const uri = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(uri, uri, fc.boolean(), (registered, sent, onDevice) => {
        // A browser cannot be sent to such a port, so the registered one says nothing.
        if (!sameRedirectUri(registered, sent, onDevice)) return registered !== sent || !URL.parse(sent);
        if (registered === sent) return true;
        const [a, b] = [URL.parse(registered.replace(':99999', '')), URL.parse(sent)];
        if (!a || !b) return false;
        const hosts = ['127.0.0.1', '[::1]', ...(onDevice ? ['localhost'] : [])];
        const loopback = a.protocol === 'http:' && hosts.includes(a.hostname);
        a.port = b.port = '';
        return loopback && a.href === b.href;
      }),
      { numRuns: 3000 },
    );
  });

  it('a URI that may be registered is read by browsers as it is written', () => {
    const part = fc.constantFrom(
      'https://',
      'http://',
      'a.example',
      '127.0.0.1',
      ':8',
      '/cb',
      '@',
      '?',
      '\t',
      '\\',
      '//',
      '%41',
      'x:',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const uri = parts.join('');
        if (redirectUriProblem(uri, { privateUse: false, schemeless: false })) return true;
        const parsed = new URL(uri);
        return parsed.href === uri || parsed.href === `${uri}/` || parsed.href === uri.replace('?', '/?');
      }),
      { numRuns: 3000 },
    );
  });

  it('a form means what URLSearchParams says, or is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), (pairs) => {
        const body = new URLSearchParams(pairs).toString();
        const decoded = decodeForm(body);
        assert.ok(decoded.ok);
        assert.deepEqual(decoded.value, [...new URLSearchParams(body)]);
      }),
    );
    fc.assert(
      fc.property(anyText(60), (body) => {
        const decoded = decodeForm(body);
        if (decoded.ok)
          assert.deepEqual(decoded.value.map(String), [...new URLSearchParams(body)].map(String));
      }),
    );
  });

  it('a parameter has one value, or the request is refused', () => {
    const pair = fc.tuple(fc.constantFrom('a', 'b', 'resource'), fc.constantFrom('', 'x', 'y'));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
        const values = (name: string) => pairs.filter((each) => each[0] === name && each[1] !== '');
        const params = Params.of(pairs);
        assert.equal(params.ok, values('a').length < 2 && values('b').length < 2);
        if (params.ok) assert.equal(params.value.all('resource').length, values('resource').length);
      }),
    );
  });

  it('Basic credentials come out as they went in, and anything else without an exception', () => {
    fc.assert(
      fc.property(
        text.filter((id) => id !== ''),
        text,
        (id, secret) => {
          const encode = (part: string) => new URLSearchParams([['', part]]).toString().slice(1);
          const header = `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
          assert.deepEqual(readBasic(header), { ok: true, value: { id, secret } });
        },
      ),
    );
    fc.assert(fc.property(anyText(), (header) => typeof readBasic(header).ok === 'boolean'));
  });

  it('JSON is taken only if it is an object of strings, each once', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (form) => {
        const read = jsonBody(JSON.stringify(form));
        assert.ok(read.ok);
        assert.deepEqual(read.value, Object.entries(form));
      }),
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        const read = jsonBody(json);
        if (read.ok)
          assert.ok(Object.values(JSON.parse(json) as object).every((value) => typeof value === 'string'));
      }),
    );
  });

  it('a verifier of legal form fits its own challenge and no other', () => {
    const legal = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'];
    const verifier = fc.string({ unit: fc.constantFrom(...legal), minLength: 43, maxLength: 128 });
    fc.assert(
      fc.property(verifier, verifier, (mine, other) => {
        assert.equal(checkVerifier(mine, challengeOf(mine)), null);
        assert.equal(checkVerifier(other, challengeOf(mine)) === null, mine === other);
      }),
    );
  });

  it('a description holds nothing that its field may not', () => {
    fc.assert(fc.property(anyText(), (raw) => /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(describable(raw))));
  });
});

describe('any authorization request', () => {
  const apis: Served[] = [];
  before(async () => {
    apis.push(await serveOAuth(), await serveOAuth({ dialects: [...DIALECT_NAMES] }));
  });
  after(() => Promise.all(apis.map((each) => each.close())));

  const approved = [CALLBACK, 'http://127.0.0.1/cb'];
  const name = fc.constantFrom(
    'client_id',
    'redirect_uri',
    'redirect_url',
    ' redirect_uri',
    'response_type',
    'grant_type',
    'scope',
    'state',
    'code_challenge',
    'code_challenge_method',
    'resource',
    'request_uri',
    'prompt',
    'iss',
    'x',
  );
  const value = fc.oneof(
    fc.constantFrom(
      'web',
      'spa',
      'schemeless',
      'registered',
      'code',
      'read',
      'S256',
      'a'.repeat(43),
      CALLBACK,
      `${CALLBACK}@evil.example`,
      'app.example/callback',
      'http://127.0.0.1:4444/cb',
      'http://127.0.0.1:4444@evil.example/cb',
      'https://evil.example/',
      '//evil.example',
      'javascript:alert(1)',
      'evil.example',
      '',
      ' ',
    ),
    anyText(12),
  );
  // Most requests name a client and an address, or few would get past the first check.
  const request = fc
    .tuple(
      fc.constantFrom('', 'client_id=web&', 'client_id=spa&', 'client_id=schemeless&'),
      fc.array(fc.tuple(name, value), { maxLength: 8 }),
      fc.oneof({ weight: 5, arbitrary: fc.constant('') }, fc.string({ maxLength: 10 })),
    )
    .map(([head, pairs, tail]) => {
      const encoded = pairs.map((pair) =>
        pair.map((each) => encodeURIComponent(each.toWellFormed())).join('='),
      );
      return `${head}${encoded.join('&')}${tail}`;
    });

  it('no browser is sent to an unregistered address, and nothing is thrown', async () => {
    const seen = { page: 0, redirect: 0, read: 0 };
    await fc.assert(
      fc.asyncProperty(request, fc.constantFrom(0, 1), async (query, which) => {
        const api = apis[which]?.api;
        assert.ok(api);
        const outcome = await readAuthorizationRequest(api, query);
        if (!outcome.ok && outcome.problem.show === 'page') {
          seen.page++;
          return;
        }
        const target = outcome.ok
          ? outcome.value.redirectUri
          : outcome.problem.show === 'redirect'
            ? outcome.problem.location
            : '';
        seen[outcome.ok ? 'read' : 'redirect']++;
        const url = new URL(target);
        if (url.hostname === '127.0.0.1') url.port = '';
        assert.ok(approved.includes(url.origin + url.pathname), target);
        assert.equal(url.username, '');
        const headers = new Headers({ location: target });
        assert.equal(headers.get('location'), target);
      }),
      { numRuns: 3000 },
    );
    assert.ok(seen.page > 100 && seen.redirect > 100, JSON.stringify(seen));
  });

  it('and what is read grants no more than the client may have', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('read', 'write', 'read:cases', 'read:payouts', 'nope')),
        async (scopes) => {
          const query = `client_id=web&response_type=code&code_challenge_method=S256&code_challenge=${'a'.repeat(43)}`;
          const outcome = await readAuthorizationRequest(
            apis[0]?.api ?? assert.fail(),
            `${query}&scope=${scopes.join('%20')}`,
          );
          const good = scopes.length > 0 && !scopes.includes('read:payouts') && !scopes.includes('nope');
          assert.equal(outcome.ok, good);
          if (outcome.ok) assert.deepEqual(outcome.value.scopes, [...new Set(scopes)]);
        },
      ),
    );
  });
});
