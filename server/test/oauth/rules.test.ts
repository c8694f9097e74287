import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_CONTEXT, type TokenFamily } from '../../src/model/index.ts';
import { describable } from '../../src/oauth/rules/description.ts';
import { accessExpiry, expiresIn, familyExpiry, refreshExpiry } from '../../src/oauth/rules/lifetimes.ts';
import { challengeOf, checkVerifier, readChallenge } from '../../src/oauth/rules/pkce.ts';
import {
  checkRepeated,
  chooseRedirectUri,
  redirectUriProblem,
  sameRedirectUri,
} from '../../src/oauth/rules/redirect-uri.ts';
import { repeatWithin } from '../../src/oauth/rules/refresh.ts';
import { narrowResources, readResources } from '../../src/oauth/rules/resource.ts';
import { chooseScopes, narrowScopes, stillGranted } from '../../src/oauth/rules/scope.ts';
import { client } from './acme.ts';

const base64url = (...octets: number[]) => Buffer.from(octets).toString('base64url');

describe('PKCE', () => {
  // RFC 7636 appendix B.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

  it('agrees with the vector of RFC 7636', () => {
    assert.equal(challengeOf(verifier), challenge);
    assert.equal(checkVerifier(verifier, challenge), null);
  });

  it('writes octets as RFC 7636 does, in appendix A and from first to last in appendix B', () => {
    assert.equal(base64url(3, 236, 255, 224, 193), 'A-z_4ME');
    const random = [116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186];
    random.push(22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121);
    const hash = [19, 211, 30, 150, 26, 26, 216, 236, 47, 22, 177, 12, 76, 152, 46, 8];
    hash.push(118, 168, 120, 173, 109, 241, 68, 86, 110, 225, 137, 74, 203, 112, 249, 195);
    assert.equal(challengeOf(base64url(...random)), base64url(...hash));
  });

  const verifiers: [string | undefined, string | null, string | null][] = [
    [undefined, null, null],
    [verifier, null, 'verifier_unexpected'],
    [undefined, challenge, 'verifier_missing'],
    [challenge, challenge, 'verifier_wrong'],
    [verifier.slice(1), challenge, 'verifier_malformed'],
    ['a'.repeat(129), challenge, 'verifier_malformed'],
    ['a'.repeat(128), challengeOf('a'.repeat(128)), null],
    [`${'a'.repeat(42)}+`, challenge, 'verifier_malformed'],
    [`${verifier}\n`, challenge, 'verifier_malformed'],
  ];
  for (const [sent, against, problem] of verifiers) {
    it(`verifier ${sent?.slice(0, 50)} for ${against}: ${problem ?? 'fits'}`, () => {
      assert.equal(checkVerifier(sent, against), problem);
    });
  }

  const challenges: [string | undefined, string | undefined, boolean, string | null][] = [
    [challenge, 'S256', true, null],
    [challenge, 'S256', false, null],
    [undefined, undefined, false, null],
    [undefined, undefined, true, 'challenge_missing'],
    [undefined, 'S256', false, 'challenge_method_alone'],
    [challenge, undefined, false, 'challenge_method_missing'],
    [challenge, 'plain', true, 'challenge_method_unsupported'],
    [challenge, 's256', true, 'challenge_method_unsupported'],
    [`${challenge}=`, 'S256', true, 'challenge_malformed'],
    [challenge.slice(1), 'S256', true, 'challenge_malformed'],
    [`+${challenge.slice(1)}`, 'S256', true, 'challenge_malformed'],
  ];
  for (const [sent, method, required, problem] of challenges) {
    it(`challenge ${sent} by ${method}, ${required ? 'required' : 'optional'}: ${problem ?? 'read'}`, () => {
      const read = readChallenge({ challenge: sent, method }, required);
      assert.deepEqual(read, problem ? { ok: false, problem } : { ok: true, value: sent ?? null });
    });
  }
});

describe('redirect URIs', () => {
  const pairs: [string, string, boolean][] = [
    ['https://a.example/cb', 'https://a.example/cb', true],
    ['https://a.example/cb', 'https://a.example/cb/', false],
    ['https://a.example/cb', 'https://a.example/CB', false],
    ['https://a.example/cb', 'https://A.example/cb', false],
    ['https://a.example/cb', 'https://a.example:443/cb', false],
    ['https://a.example/cb', 'https://a.example/cb?x=1', false],
    ['https://a.example/cb', 'https://a.example/./cb', false],
    ['https://a.example', 'https://a.example/', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb', true],
    ['http://127.0.0.1:8000/cb', 'http://127.0.0.1/cb', true],
    ['http://127.0.0.1:8000/cb', 'http://127.0.0.1:9000/cb', true],
    ['http://[::1]/cb', 'http://[::1]:51004/cb', true],
    ['http://127.0.0.1', 'http://127.0.0.1:80', true],
    ['http://127.0.0.1?x=1', 'http://127.0.0.1:1?x=1', true],
    ['http://127.0.0.1/cb', 'http://[::1]:51004/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb2', false],
    ['http://127.0.0.1/cb', 'https://127.0.0.1:51004/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:0/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:65536/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:80@evil.example/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1.evil.example/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.2:80/cb', false],
    ['http://127.0.0.1/cb', 'http://127.1:80/cb', false],
    ['http://localhost/cb', 'http://localhost:51004/cb', false],
    ['https://127.0.0.1/cb', 'https://127.0.0.1:51004/cb', false],
  ];
  for (const [registered, sent, same] of pairs) {
    it(`${sent} is ${same ? '' : 'not '}${registered}`, () => {
      assert.equal(sameRedirectUri(registered, sent), same);
    });
  }

  it('one registered is the default; several are a question', () => {
    const [one, two] = ['https://a.example/', 'https://b.example/'];
    assert.deepEqual(chooseRedirectUri([one], undefined), { ok: true, value: one });
    assert.deepEqual(chooseRedirectUri([one, two], two), { ok: true, value: two });
    assert.deepEqual(chooseRedirectUri([one, two], undefined), {
      ok: false,
      problem: 'redirect_uri_ambiguous',
    });
    assert.deepEqual(chooseRedirectUri([], one), { ok: false, problem: 'no_redirect_uri_registered' });
    for (const relative of ['a.example/cb', 'a.example:8443/cb', '/cb', '//a.example']) {
      assert.equal(chooseRedirectUri([relative], relative).ok, false);
      assert.equal(chooseRedirectUri([relative], undefined).ok, false);
    }
    assert.deepEqual(chooseRedirectUri([one], two), { ok: false, problem: 'redirect_uri_unregistered' });
  });

  const uri = 'http://127.0.0.1:5000/cb';
  const repeats: [string | undefined, string | null, boolean, string | null][] = [
    [uri, uri, false, null],
    [uri, uri, true, null],
    [undefined, uri, true, null],
    [undefined, null, false, null],
    [undefined, uri, false, 'redirect_uri_missing'],
    ['http://127.0.0.1:5001/cb', uri, true, 'redirect_uri_differs'],
    ['https://other.example/', null, true, 'redirect_uri_differs'],
    ['https://only.example/', null, false, null],
  ];
  for (const [sent, authorized, mayBeLeftOut, problem] of repeats) {
    it(`${sent} after ${authorized}${mayBeLeftOut ? ', optional' : ''}: ${problem ?? 'fits'}`, () => {
      const registered = ['https://only.example/'];
      assert.equal(checkRepeated({ sent, authorized, mayBeLeftOut, registered }), problem);
    });
  }

  const server = { privateUse: false, schemeless: false };
  const device = { privateUse: true, schemeless: false };
  const lenient = { privateUse: false, schemeless: true };
  const registrable: [string, typeof server, boolean][] = [
    ['https://a.example', server, true],
    ['https://a.example:8443/cb?x=1&y=%20', server, true],
    ['http://127.0.0.1/cb', server, true],
    ['http://[::1]:80/cb', server, true],
    ['http://localhost:3000/cb', server, true],
    ['com.example.app:/cb', device, true],
    ['com.example.app:/cb', server, false],
    ['com.example.app://cb', device, false],
    ['myapp:/cb', device, false],
    ['javascript:alert(1)', device, false],
    ['data:text/html,x', device, false],
    ['http://a.example/cb', server, false],
    ['http://localhost.evil.example/cb', server, false],
    ['http://127.0.0.1@evil.example/', server, false],
    ['https://user:pw@a.example/', server, false],
    ['https://user@a.example/', server, false],
    ['https://*.example/cb', server, false],
    ['https://a.example/cb#x', server, false],
    ['https://a.example/a/../cb', server, false],
    ['https://a.example/c b', server, false],
    ['https://a.example/\u00fc', server, false],
    ['https://a.example\\@evil.example/', server, false],
    ['https://a.example/%zz', server, false],
    ['https://a.example:99999/', server, false],
    ['https://', server, false],
    ['https://a.example:/cb', server, false],
    ['https://https://', server, false],
    ['https://[::1]:8443/cb', server, true],
    ['/cb', server, false],
    ['', server, false],
    [`https://a.example/${'x'.repeat(2048)}`, server, false],
    ['a.example/cb', server, false],
    ['a.example/cb', lenient, true],
    ['a.example:8443', lenient, true],
    ['localhost', lenient, false],
  ];
  for (const [candidate, allow, good] of registrable) {
    it(`${candidate.slice(0, 60)} may ${good ? '' : 'not '}be registered`, () => {
      assert.equal(redirectUriProblem(candidate, allow) === null, good);
    });
  }
});

describe('scopes', () => {
  const rules = {
    declared: {
      read: { platformsOnly: false },
      write: { platformsOnly: false },
      pay: { platformsOnly: true },
    },
    allowed: new Set(['read', 'pay']),
    platform: false,
    defaults: ['write', 'read', 'pay'],
  };
  const cases: [string | undefined, string[] | string][] = [
    ['read', ['read']],
    ['read read', ['read']],
    [undefined, ['read']],
    ['write', 'scope_not_allowed'],
    ['read nope', 'scope_unknown'],
    ['__proto__', 'scope_unknown'],
    ['pay', 'scope_for_platforms_only'],
    ['read ', 'scope_malformed'],
    ['re"ad', 'scope_malformed'],
    ['r\u00e9ad', 'scope_malformed'],
  ];
  for (const [asked, expected] of cases) {
    it(`"${asked}" gives ${expected}`, () => {
      const chosen = chooseScopes(asked, rules);
      assert.deepEqual(chosen.ok ? chosen.value : chosen.problem.reason, expected);
    });
  }

  it('default to what the client may have, or to a refusal', () => {
    assert.deepEqual(chooseScopes(undefined, { ...rules, platform: true }), {
      ok: true,
      value: ['read', 'pay'],
    });
    assert.equal(chooseScopes(undefined, { ...rules, defaults: ['write'] }).ok, false);
  });

  it('narrow, and never widen', () => {
    const covered = new Set(['read', 'read:cases']);
    assert.deepEqual(narrowScopes('read:cases', ['read'], covered), { ok: true, value: ['read:cases'] });
    assert.deepEqual(narrowScopes(undefined, ['read'], covered), { ok: true, value: ['read'] });
    assert.equal(narrowScopes('read write', ['read'], covered).ok, false);
  });

  it('that are left name the narrower of family and grant', () => {
    const expand = (held: readonly string[]) =>
      new Set(held.flatMap((name) => (name === 'write' ? ['write', 'write:cases'] : [name])));
    assert.deepEqual(stillGranted(['read', 'write'], ['write:cases'], expand), ['write:cases']);
    assert.deepEqual(stillGranted(['write:cases'], ['read', 'write'], expand), ['write:cases']);
    assert.deepEqual(stillGranted(['read'], ['write'], expand), []);
  });
});

describe('resources', () => {
  const own = ['https://api.example', 'https://auth.example/one'];
  const cases: [string[], string[] | string][] = [
    [[], []],
    [['https://api.example/', 'https://api.example'], ['https://api.example']],
    [['https://auth.example/one'], ['https://auth.example/one']],
    [['https://auth.example'], 'resource_foreign'],
    [['https://api.example', 'https://api.example.evil.test'], 'resource_foreign'],
    [['https://api.example#x'], 'resource_malformed'],
    [['api.example'], 'resource_malformed'],
  ];
  for (const [asked, expected] of cases) {
    it(`${asked.join(' and ') || 'none'}: ${expected}`, () => {
      const read = readResources(asked, own);
      assert.deepEqual(read.ok ? read.value : read.problem, expected);
    });
  }

  it('may be fewer at the token endpoint, never more', () => {
    const [api = '', issuer = ''] = own;
    assert.deepEqual(narrowResources([], [api], own), { ok: true, value: [api] });
    assert.deepEqual(narrowResources([issuer], [api], own), { ok: false, problem: 'resource_wider' });
    assert.deepEqual(narrowResources([api], [], own), { ok: true, value: [api] });
  });
});

describe('lifetimes', () => {
  const lifetimes = {
    code: 60,
    access: 3600,
    refreshIdle: 100,
    refreshAbsolute: 250,
    refreshRepeatPublic: 10,
  };

  it('end with the family', () => {
    assert.equal(familyExpiry(0, lifetimes, true), 250_000);
    assert.equal(familyExpiry(0, lifetimes, false), 3_600_000);
    assert.equal(accessExpiry(0, lifetimes, 250_000), 250_000);
    assert.equal(accessExpiry(0, lifetimes), 3_600_000);
    assert.equal(refreshExpiry(200_000, lifetimes, 250_000), 250_000);
    assert.equal(refreshExpiry(0, lifetimes, 250_000), 100_000);
    assert.equal(expiresIn(0, 1_999), 1);
    assert.equal(expiresIn(5_000, 1_000), 0);
  });

  it('let only a client that authenticates repeat without limit', () => {
    const bearer = { context: NO_CONTEXT } as TokenFamily;
    const bound = { context: { ...NO_CONTEXT, confirmation: { jkt: 'key' } } } as TokenFamily;
    const spa = client('spa', { kind: 'public' });
    assert.equal(repeatWithin(client('web'), bearer, lifetimes), null);
    assert.equal(repeatWithin(spa, bearer, lifetimes), 10_000);
    assert.equal(repeatWithin(spa, bound, lifetimes), null, 'a proof of possession is a proof');
  });
});

it('a description keeps to the characters that it may have', () => {
  assert.equal(describable('a "b" c\\d\n\u00e9'), "a 'b' c/d??");
});
