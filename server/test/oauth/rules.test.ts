import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_CONTEXT, type TokenFamily } from '../../src/model/index.ts';
import { describable } from '../../src/oauth/rules/description.ts';
import { accessExpiry, expiresIn, familyExpiry, refreshExpiry } from '../../src/oauth/rules/lifetimes.ts';
import { challengeOf, checkVerifier, readChallenge } from '../../src/oauth/rules/pkce.ts';
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

describe('scopes', () => {
  const rules = {
    declared: {
      read: { platformsOnly: false },
      write: { platformsOnly: false },
      pay: { platformsOnly: true },
    },
    allowed: new Set(['read', 'pay']),
    platform: false,
    exact: false,
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
    [' read  read ', ['read']],
    ['   ', ['read']],
    ['read\t', 'scope_malformed'],
    ['read\u00a0', 'scope_malformed'],
    ['\nread', 'scope_malformed'],
    ['re"ad', 'scope_malformed'],
    ['r\u00e9ad', 'scope_malformed'],
  ];
  for (const [asked, expected] of cases) {
    it(`"${asked}" gives ${expected}`, () => {
      const chosen = chooseScopes(asked, rules);
      assert.deepEqual(chosen.ok ? chosen.value : chosen.problem.reason, expected);
    });
  }

  it('with a space too many are refused where nothing may be made regular', () => {
    for (const asked of ['read ', ' read', 'read  read', ' ']) {
      const chosen = chooseScopes(asked, { ...rules, exact: true });
      assert.deepEqual(chosen, { ok: false, problem: { reason: 'scope_malformed' } });
      assert.equal(narrowScopes(asked, ['read'], { covered: new Set(['read']), exact: true }).ok, false);
    }
  });

  it('default to what the client may have, or to a refusal', () => {
    assert.deepEqual(chooseScopes(undefined, { ...rules, platform: true }), {
      ok: true,
      value: ['read', 'pay'],
    });
    assert.equal(chooseScopes(undefined, { ...rules, defaults: ['write'] }).ok, false);
  });

  it('narrow, and never widen', () => {
    const covered = new Set(['read', 'read:cases']);
    assert.deepEqual(narrowScopes('read:cases', ['read'], { covered, exact: false }), {
      ok: true,
      value: ['read:cases'],
    });
    assert.deepEqual(narrowScopes(undefined, ['read'], { covered, exact: false }), {
      ok: true,
      value: ['read'],
    });
    assert.deepEqual(narrowScopes(' read:cases ', ['read'], { covered, exact: false }), {
      ok: true,
      value: ['read:cases'],
    });
    assert.equal(narrowScopes('read write', ['read'], { covered, exact: false }).ok, false);
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
    [['HTTPS://API.Example', 'https://Auth.example/one/'], own],
    [['https://auth.example/ONE'], 'resource_foreign'],
    [['https://api.example/?X'], 'resource_foreign'],
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
